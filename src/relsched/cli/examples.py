"""Two examples of each command, as its help shows them: with the starter plan that `relsched new` writes."""

from __future__ import annotations

# What the examples name: ids and words of the starter plans.
_NAMES = {
    "en": {
        "plan": "my-conference",
        "event": "conference",
        "new_event": "annual-conference",
        "start": "conference-opens",
        "end": "conference-closes",
        "contract": "venue-contract",
        "deadline": "programme-printed",
        "other": "deposit",
        "late": "thanks",
        "unit": "press",
        "phrase": "10 working days before the conference",
        "month": "in March 2027",
        "reason": "dates announced",
        "again": "hall not free",
    },
    "vi": {
        "plan": "hoi-nghi-tong-ket",
        "event": "hoi-nghi",
        "new_event": "hoi-nghi-nam",
        "start": "khai-mac",
        "end": "ket-thuc",
        "contract": "hop-dong-hoi-truong",
        "deadline": "in-tai-lieu",
        "other": "dat-coc",
        "late": "thu-cam-on",
        "unit": "tuyen-truyen",
        "phrase": "trước hội nghị 10 ngày làm việc",
        "month": "trong tháng 3/2027",
        "reason": "đã có thông báo",
        "again": "hội trường bận",
    },
}

_KNOWN = "{event}=2027-05-12..2027-05-14"
_ADDRESS = "3f9c2a81d0"  # the id of an address, as `relsched addresses` lists it

# In an order in which they can be typed one after another.
EXAMPLES: dict[str, tuple[str, str]] = {
    "new": ("new {plan}", "new 2027/{plan}"),
    "import": (
        "import plan.docx -o draft.yaml",
        "import plan.docx -o draft.yaml --update --issued 2026-09-01",
    ),
    "phrase": ('phrase "{month}"', 'phrase "{phrase}" --plan plan.yaml'),
    "edit": (
        "edit plan.yaml rename {event} {new_event} --dry-run",
        "edit plan.yaml delete {other} --dry-run",
    ),
    "edit rename": (
        "edit plan.yaml rename {event} {new_event} --dry-run",
        "edit plan.yaml rename {other} {other}-1 --dry-run",
    ),
    "edit merge": (
        "edit plan.yaml merge {contract} {event} --dry-run",
        "edit plan.yaml merge {contract} {event} --when both --dry-run",
    ),
    "edit split": (
        "edit plan.yaml split {event} {start} {end} --dry-run",
        "edit plan.yaml split {event} {start} {end} --to {late}={end} --dry-run",
    ),
    "edit delete": (
        "edit plan.yaml delete {late} --dry-run",
        "edit plan.yaml delete {contract} --dependants cascade --dry-run",
    ),
    "check": ("check plan.yaml", "check plan.yaml --conventions"),
    "resolve": ("resolve plan.yaml", f"resolve plan.yaml --known {_KNOWN} --format csv"),
    "why": ("why plan.yaml {deadline}", f"why plan.yaml {{deadline}} --known {_KNOWN}"),
    "due": ("due plan.yaml --within 2w", "due plan.yaml --unit {unit} --as-of 2027-04-26"),
    "float": ("float plan.yaml", f"float plan.yaml --known {_KNOWN} --critical"),
    "whatif": (
        "whatif plan.yaml {event}=2027-05-10..2027-05-21 --lasts 3 --best 3",
        "whatif plan.yaml {event}=2027-05-10..2027-05-21 --calendar",
    ),
    "publish": (
        f'publish plan.yaml --known {_KNOWN} --reason "{{reason}}" --dry-run',
        f'publish plan.yaml --known {_KNOWN} --reason "{{reason}}" --yes',
    ),
    "move": (
        'move plan.yaml {event} 2027-05-19..2027-05-21 --reason "{again}" --dry-run',
        'move plan.yaml {event} 2027-05-19..2027-05-21 --reason "{again}" --yes',
    ),
    "pin": (
        'pin plan.yaml {deadline} 2027-05-03 --reason "{again}" --yes',
        'pin plan.yaml {deadline}= --reason "{again}" --yes',
    ),
    "done": (
        'done plan.yaml {other} --reason "{reason}" --yes',
        'done plan.yaml {deadline} --on 2026-11-20 --reason "{reason}" --yes',
    ),
    "history": ("history", "history {plan} --json"),
    "show": ("show", "show 1 --format markdown"),
    "compare": ("compare 1", "compare 1 2 --format html"),
    "notices": ("notices 2", "notices 2 --unit {unit}"),
    "feed": ("feed plan.yaml -o calendars", "feed plan.yaml -o calendars --unit {unit}"),
    "share": ("share {unit}", "share {plan} plan --profile outlook"),
    "addresses": ("addresses", "addresses {plan} --json"),
    "rotate": (f"rotate {_ADDRESS}", f"rotate {_ADDRESS} --overlap 30"),
    "unshare": (f"unshare {_ADDRESS}", f'unshare {_ADDRESS} --by "{{unit}}"'),
    "serve": ("serve", "serve --port 8080 --base-url https://dates.example.org"),
    "verify": ("verify", "verify --replay"),
    "backup": ("backup copy.db", "backup backups/2027-05-12.db"),
    "restore": (
        "restore copy.db --db sqlite:///restored.db",
        "restore backups/2027-05-12.db --db sqlite:///other.db",
    ),
}


def examples_of(command: str, language: str) -> tuple[str, ...]:
    """Give the examples of a command as they are typed; none for what has none.

    Args:
        command: Its name, such as `resolve` or `edit rename`.
        language: `en` or `vi`.
    """
    names = _NAMES[language]
    return tuple(f"relsched {line.format(**names)}" for line in EXAMPLES.get(command, ()))
