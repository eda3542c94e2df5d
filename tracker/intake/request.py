"""Whether a text asks somebody to do something, as a recommendation does: in English, else by its verb alone."""

import re

_ASKS = re.compile(
    r"\b(should|must|shall|recommends?|recommended|calls? (?:up)?on|urges?|needs? to|ought to|encouraged?"
    r"|requests?|invites?"
    r"|doi(?:t|vent)|devrai(?:t|ent)|recommand(?:e|ons|ent)|soll(?:te)?n?|müssen|muss(?:te)?|muß|empfiehlt|empfehlen"
    r"|deben?|debería[ns]?|recomienda[ns]?|deve(?:m|ria|riam)?|dovrebbe(?:ro)?|devono|raccomanda(?:no)?"
    r"|moet(?:en)?|beve(?:elt|len))\b",
    re.IGNORECASE,
)
_FIRST_WORD = re.compile(r"[^\w]*(\w+)")
_IMPERATIVES = frozenset(
    """
    accede accelerate accept acknowledge adapt address adhere adopt advance align allocate allow amend analyse
    apply appoint assess assist assure avoid ban base begin bring build carry cease change clarify close
    collaborate collect combat combine commission commit complete comply conduct consider consolidate consult
    continue convene cooperate coordinate create criminalize deal decrease decriminalize dedicate deepen
    define delay deliver demonstrate deploy design develop devote disclose disseminate ease educate eliminate
    embed empower enable enact encourage end enforce engage enhance enlarge ensure establish evaluate examine
    exempt expand expedite explore extend facilitate finalize find focus follow foster fulfil fully further
    generate give grant guarantee harmonize have hold identify implement impose improve include incorporate
    increase inform initiate institute integrate intensify introduce invest investigate invite involve issue
    join keep launch lift limit mainstream maintain make mitigate monitor move narrow observe offer open
    organize outlaw overcome pass pay place plan prepare prevent prioritize proceed produce prohibit promote
    promulgate prosecute protect provide publish pursue put raise ratify reach realize recognize reconsider
    recruit redouble reduce reflect reform refrain regulate reinforce reject release remove repeal replace
    report require rescind resolve respect respond restore restrict review revise revisit revoke safeguard
    scale secure seek send set share sign speed step stop streamline strengthen strive submit support suspend
    sustain tackle take target train transform translate treat undertake update uphold use utilize withdraw
    work
    """.split()  # noqa: SIM905
)
_FIRST_WORDS = _IMPERATIVES | {word.replace("ise", "ize") for word in _IMPERATIVES} | {"to", "that"}


def asks(text: str) -> bool:
    """Whether a text asks somebody to do something: by its words, or as it begins with a verb that does."""
    first = _FIRST_WORD.match(text)
    word = first[1].casefold().replace("ise", "ize") if first else ""
    return word in _FIRST_WORDS or bool(_ASKS.search(text))
