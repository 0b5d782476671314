"""The words that the rules know, all of them English."""

from __future__ import annotations

from typing import Final


def worded(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: What somebody does, as the first word of a sentence: doing it changes nothing by itself.
DOING: Final = worded(
    """
    adopt advertise agree align allocate analyse analyze announce answer apply appoint archive
    arrange assemble assess assign attend audit author automate begin benchmark blog brainstorm
    brief build bundle buy calibrate call carry cascade catalog catalogue celebrate centralise
    centralize certify chair change check choose clean clear coach code codify collaborate
    collect commission commit communicate compare compile complete conduct configure confirm
    connect consolidate construct consult contact continue contract contribute convert cook
    coordinate craft create cross-train decide decommission decorate dedicate define deliver demo
    demonstrate deploy deprecate describe design determine develop devise devote digest
    digitalise digitise digitize discuss distribute do document dogfood draft draw edit educate
    email employ engage equip establish evaluate execute experiment explore extend facilitate
    file film finalise finalize find finish fix follow form formalise formalize formulate fund
    gather give go hand highlight hire hold host identify implement import incorporate incubate
    inform initiate inspect install instrument integrate interview introduce invest investigate
    invite iterate join kick kickoff launch lead learn list localise localize log mail make
    manage map measure meet mentor merge migrate model modernise modernize monitor name
    negotiate offer onboard open operationalise operationalize orchestrate organise organize
    outline overhaul package paint participate partner patch perform phone pilot pitch plan
    plant play port post practice practise pre-test prepare present print prioritise prioritize
    produce program promote propose prototype provide publicise publicize publish purchase
    pursue push put qualify read rebrand rebuild record recruit redesign refactor refine refresh
    register rehearse release relocate remediate remove renegotiate renovate reorganise
    reorganize repair replace report request research reshuffle resource restructure retire
    retrain revamp review revise rewrite roll rollout run schedule scope script secure segment
    select send set setup sew shadow share ship shoot showcase simplify simulate specify spend
    split sponsor staff stage standardise standardize start stock streamline structure study
    submit survey swap switch tag talk teach test tour track train transfer translate travel
    trial turn unify update upgrade upload upskill use vaccinate validate verify vet visit
    visualise visualize volunteer wire work write
    """
)

#: Of these, what hands something to people who may or may not take it: a share of them is a result.
UP_TO_OTHERS: Final = worded(
    """
    answer collect complete convert deliver fix follow fund join read report ship submit use visit
    """
)

#: What is put in, be it time or money.
PUT_IN: Final = worded("allocate dedicate devote invest spend")

#: The same told as done: it stands at the end, or after what it was done to.
DONE: Final = worded(
    """
    announced appointed approved assessed assigned audited authored automated booked bought
    built chosen commissioned complete completed conducted configured created decommissioned
    defined delivered deployed designed developed digitised digitized documented drafted
    equipped established evaluated executed filmed finalised finalized finished held hired
    identified implemented inspected installed integrated interviewed introduced launched mapped
    merged migrated onboarded opened organised organized outlined piloted planned planted
    prepared presented printed produced promoted published qualified rebuilt recorded recruited
    redesigned refactored refurbished released remodeled remodelled repaired replaced
    restructured retired reviewed rewritten rolled scheduled scoped set shipped signed
    standardised standardized submitted surveyed tested trained translated updated upgraded
    upskilled vaccinated validated visited written
    """
)

#: What doing is called where it is counted: so many of them are held, written or run.
DEEDS: Final = worded(
    """
    appointments articles assessments audits blogs briefings calls campaigns case-studies
    conferences courses demos events experiments features guides hires inspections interviews
    launches lessons meetings modules pilots podcasts posts presentations prototypes publications
    releases reports reviews roadshows seminars sessions sprints studies surveys talks templates
    tests trainings tutorials videos visits webinars workshops
    """
)

#: What it is called as one thing, before "of".
DEED: Final = worded(
    """
    adoption completion creation development establishment implementation installation introduction
    launch migration opening preparation publication release rollout roll-out submission
    """
)

#: What is measured: after one of these a first word says of what, and not what to do.
MEASURED: Final = worded(
    """
    accuracy backlog budget burn capacity conversion cost costs count coverage cycle duration
    efficiency effort error errors frequency growth index latency length margin nps quality rate
    ratio score scores share size speed throughput time times usage value velocity volume
    """
)

#: What says, in second place, that the first word was no order but what the sentence is about.
TELLING: Final = worded(
    """
    are be became becomes costs goes happens has have is lasts needs remains stays takes was were
    works
    """
)

BEFORE_THE_VERB: Final = worded(
    """
    also and fully must please shall successfully to we will
    """
)

WISHES: Final = worded(
    """
    accelerate achieve attract be become better boost bring cultivate cut deepen delight drive
    elevate empower enable encourage enhance ensure excel excite expand explode focus foster
    further gain get grow have help higher improve increase keep lead leverage lower maintain
    make maximise maximize minimise minimize more move obtain optimise optimize raise reach
    reduce reinforce respond shorten speed stabilise stabilize strengthen support sustain
    transform win
    """
)


def is_verb(word: str) -> bool:
    """Whether a word is one for what somebody does or wishes for."""
    return any(stem in DOING or stem in WISHES for stem in stems(word))


def stems(word: str) -> list[str]:
    """A verb as a dictionary has it, if it stands in the past or goes on."""
    found = [word]
    for ending in ("ing", "ed"):
        if word.endswith(ending):
            stem = word[: -len(ending)]
            found += [stem, f"{stem}e", stem[:-1] if stem[-2:-1] == stem[-1:] else stem]
    return found
