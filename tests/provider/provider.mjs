// A provider of single sign-on on this machine, which can be told to change its keys, to be wrong
// about the time, or to say something else about whoever logs in. Any name may log in.
import { createServer } from 'node:http';
import { generateKeyPair, exportJWK, importJWK, decodeJwt, SignJWT } from 'jose';
import Provider from 'oidc-provider';

const told = { skew: 0, claims: {}, wrong: {}, groups: {}, redirects: [], broken: false };
let provider;
let keys = [];
const clock = Date.now;
Date.now = () => clock() + told.skew * 1000;

async function rotate() {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  keys = [{ ...await exportJWK(privateKey), kid: `key-${clock()}`, use: 'sig', alg: 'RS256' }];
}

function start(issuer) {
  provider = new Provider(issuer, {
    clients: [{
      client_id: 'sightline',
      client_secret: 'a secret of the tests: +/&=%',
      redirect_uris: told.redirects,
    }],
    jwks: { keys },
    cookies: { keys: ['of the tests'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['groups'] },
    pkce: { required: () => true },
    ttl: { IdToken: 3600, AccessToken: 3600, Interaction: 3600, Session: 3600, Grant: 3600 },
    findAccount: (ctx, id) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        email: `${id}@example.com`,
        email_verified: true,
        groups: told.groups[id] ?? [],
        ...told.claims,
      }),
    }),
    async loadExistingGrant(ctx) {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client.clientId,
        accountId: ctx.oidc.session.accountId,
      });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.oidc?.route === 'token' && ctx.body?.id_token && Object.keys(told.wrong).length) {
      const claims = { ...decodeJwt(ctx.body.id_token), ...told.wrong };
      ctx.body.id_token = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid: keys[0].kid })
        .sign(await importJWK(keys[0], 'RS256'));
    }
  });
}

async function control(request, response, issuer) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const asked = JSON.parse(Buffer.concat(chunks).toString());
  if (asked.rotate) await rotate();
  Object.assign(told, asked);
  start(issuer);
  response.end('done');
}

const server = createServer((request, response) => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  if (request.url === '/control') control(request, response, issuer);
  else if (told.broken) { response.statusCode = 503; response.end(); }
  else provider.callback()(request, response);
});

await rotate();
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit(0)).resume(); // ends with whoever has started it
