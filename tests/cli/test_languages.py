"""What a person reads of the command line is in the language of that person, and nothing else depends on it."""

from __future__ import annotations

import io
import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from command_line import EXAMPLE, in_process_of_its_own, on_a_terminal, relsched_
from relsched.cli.command_classes import Argument, Command, CommandGroup, Option
from relsched.cli.group import COMMANDS, commands
from relsched.cli.language_choice import LanguageChoice, language_code
from relsched.cli.plan_commands import STARTERS
from relsched.cli.prompts import confirm
from relsched.cli.usage_errors import Misuse, usage_text
from relsched.messages.catalogue import languages, sentences
from relsched.messages.message import Message
from relsched.planfile.plan_file import parse_plan
from relsched.schedule.resolver import resolve

# ---------------------------------------------------------------- two detectors of a language

# Words that an English sentence can hardly do without and that no Vietnamese text has; `do`, `no`, `to`,
# `an`, `in` and others are Vietnamese syllables too, at least without their marks.
ENGLISH_WORDS = re.compile(
    r"(?i)\b(the|is|isn't|are|aren't|can't|doesn't|don't|must|of|and|or|for|with|that|this|was|were"
    r"|has|have|not|be|from|its|it|which|what|when|where|there|these|only|each|any|by|at|as|if)\b"
)
MARKS = re.compile(
    r"[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.IGNORECASE
)


def without_code(text: str) -> str:
    """Leave out what is the same in every language: names, quotes, paths, options."""
    text = re.sub(r"`[^`]*`|“[^”]*”|\"[^\"\n]*\"", "", text)
    text = re.sub(r"\w+\[\d+\][\w.\[\]]*", "", text)  # where something stands in a plan file
    text = re.sub(r"(?<=gồm: )[a-z_]+(, [a-z_]+)+", "", text)  # the names that may be written
    return re.sub(
        r"(?<!\w)--?[a-z][\w-]*(=\S+)?|\w+://\S+|\S+/\S+|\[[a-z-]+(\|[a-z]+)*\]", "", text
    )


def english_in(text: str) -> list[str]:
    """Give the lines in which an English word stands as a word of a sentence."""
    return [line for line in without_code(text).splitlines() if ENGLISH_WORDS.search(line)]


@pytest.mark.parametrize(
    ("line", "is_english"),
    [
        ("The plan can't be read.", True),
        ("nothing of `press` has a date yet", True),
        ("Không đọc được tệp kế hoạch.", False),
        ("hãy viết `10 days before the congress`", False),
        ('  ở đâu: plan.yaml, dòng 3 = "what is this"', False),
        ("do ban tổ chức, in tài liệu", False),
    ],
)
def test_the_detector(line: str, is_english: bool) -> None:
    """The detector finds English sentences, and isn't misled by names and by what has to be typed."""
    assert bool(english_in(line)) is is_english


# ---------------------------------------------------------------- help


def all_commands(
    group: CommandGroup = commands, path: str = "relsched"
) -> Iterator[tuple[str, Command]]:
    """Give every command by what is typed to call it, the groups too."""
    yield path, group
    for name, command in group.commands.items():
        assert isinstance(command, Command)
        if isinstance(command, CommandGroup):
            yield from all_commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


ALL = dict(all_commands())


def help_of(path: str, language: str) -> str:
    """Give the help of a command in lines that aren't broken."""
    context = click.Context(
        ALL[path],
        info_name=path,
        obj=LanguageChoice(asked=language),
        terminal_width=1000,
    )
    with context.scope(cleanup=False):
        return context.get_help()


def test_all_commands_are_looked_at() -> None:
    """The commands of the table, and those of `edit`."""
    assert {path.split()[1] for path in ALL if " " in path} == set(COMMANDS)
    assert {path for path in ALL if path.startswith("relsched edit ")} == {
        f"relsched edit {name}"
        for name in ("rename", "merge", "split", "delete", "answer", "dismiss")
    }


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("path", ALL)
def test_help_has_everything_in_the_language(path: str, language: str) -> None:
    """Help has the summary of the command, and each argument and option with what it does."""
    text = help_of(path, language)
    lines = [line.strip() for line in text.splitlines()]
    command = ALL[path]
    for message in command.about:
        assert message.text(language) in lines
    context = click.Context(command, info_name=path, obj=LanguageChoice(asked=language))
    params = command.get_params(context)
    assert {"--lang", "--help"} <= {name for param in params for name in param.opts}
    for param in params:
        assert isinstance(param, Argument | Option)
        about = param.about.text(language)
        # What is long stands on a line of its own, before what it does.
        row = re.search(rf"^  (\S.*?)\s{{2,}}{re.escape(about)}(  \[.*\])?$", text, re.MULTILINE)
        assert row is not None, about
        for name in param.opts if isinstance(param, Option) else [param.label.text(language)]:
            assert name in row[1]


@pytest.mark.parametrize("path", ALL)
def test_vietnamese_help_has_no_english(path: str) -> None:
    """Each line of the Vietnamese help has Vietnamese words or only code, and none of the English help."""
    text = help_of(path, "vi")
    assert english_in(text) == []
    english = {
        sentence
        for key, sentence in sentences("en").items()
        if key.startswith(("help ", "label ")) and re.search("[A-Za-z]{2}", sentence)
        if sentence != sentences("vi")[key]
    }
    for line in filter(None, text.splitlines()):
        cells = [cell for cell in re.split(r"\s{2,}", line.strip()) if cell]
        assert not english & set(cells)
        if cells[0].startswith("relsched "):  # an example, which is code
            continue
        words = re.findall(r"[^\W\d_]{2,}", without_code(cells[-1]))
        assert not words or MARKS.search(line), line


@pytest.mark.parametrize("path", ALL)
def test_a_line_of_english_help_is_one_short_clause(path: str) -> None:
    """The row of an option, argument or command is one clause: a full stop at its end and nowhere else."""
    command = ALL[path]
    abouts = [command.about[0]]
    abouts += [param.about for param in command.params if isinstance(param, Argument | Option)]
    for about in abouts:
        text = about.text("en")
        assert re.fullmatch(r"[A-Z].*[^.]\.", text), text
        assert ". " not in text, text
        assert len(text) <= 125, text


def test_the_list_of_commands_tells_what_their_help_does() -> None:
    """The list is written without importing the commands, and says the same as each of them."""
    listed = commands.abouts_of_commands()
    assert listed == {path.split()[1]: ALL[path].about[0] for path in ALL if path.count(" ") == 1}


@pytest.mark.process
def test_help_imports_no_command_and_nothing_heavy() -> None:
    """Help comes up at once: neither the rooms behind the commands nor rich are imported for it."""
    code = (
        "import sys, relsched.cli.group as g; g.run(['--help']); print('|', sorted(n for n in sys.modules"
        " if n.endswith('_commands') or n.split('.')[0] in ('rich', 'numpy', 'yaml', 'cattrs', 'lark')"
        " or n.startswith('relsched.') and n.split('.')[1] not in"
        " ('cli', 'messages', 'errors', 'short_repr', 'version')))"
    )
    import subprocess

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.rpartition("|")[2].strip() == "[]"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--lang", "vi", "--help"), "Cách dùng: relsched"),
        (("check", "--help", "--lang", "vi"), "Tùy chọn:"),
        (("--lang=vi", "check", "-h"), "Tham số:"),
        (("--lang", "vi", "edit", "plan.yaml", "rename", "--help"), "Đổi mã của một mục."),
        (("--version", "--lang", "vi"), "relsched, phiên bản "),
        (("--lang", "vi", "--lang", "en", "--help"), "Usage: relsched"),
        (("--lang", "vi", "check", "--lang", "en", "--help"), "Usage: relsched"),
    ],
)
def test_lang_stands_before_or_after_the_command(arguments: tuple[str, ...], told: str) -> None:
    """`--lang` counts wherever it stands; of two the last one does."""
    result = relsched_(*arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    assert told in result.stdout


@pytest.mark.process
@pytest.mark.parametrize(
    ("words", "typed", "told"),
    [
        ("relsched --v", "1", "Hiển thị phiên bản rồi kết thúc."),
        ("relsched resol", "1", "In bảng thời hạn."),
        ("relsched edit plan.yaml re", "3", "Đổi mã của một mục."),
        ("relsched check --kno", "2", "Ngày đã ấn định"),
        ("relsched check --lang v", "3", "vi"),
    ],
)
def test_completion_speaks_the_language(words: str, typed: str, told: str) -> None:
    """What a shell shows beside a word that can be typed is in the language of the user; no remark disturbs it."""
    environment = {
        "_RELSCHED_COMPLETE": "zsh_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": typed,
        "LANG": "vi_VN.UTF-8",
        "RELSCHED_LANG": "klingon",
    }
    run = in_process_of_its_own(environment=environment)
    assert run.stderr == b""
    assert told in run.stdout.decode()


# ---------------------------------------------------------------- which language

VI, EN, NO = "vi", "en", None
PRECEDENCE = [
    # --lang, RELSCHED_LANG, the plan's, LC_ALL, LC_MESSAGES, LANG; spoken, written
    (NO, NO, NO, NO, NO, NO, EN, EN),
    (VI, EN, EN, "en_US", "en_US", "en_US", VI, VI),
    (EN, VI, VI, "vi_VN", "vi_VN", "vi_VN", EN, EN),
    (NO, VI, EN, "en_US", NO, NO, VI, EN),
    (NO, EN, VI, "vi_VN", NO, NO, EN, VI),
    (NO, VI, NO, NO, NO, NO, VI, EN),
    (NO, NO, VI, "en_US.UTF-8", NO, NO, VI, VI),
    (NO, NO, EN, "vi_VN.UTF-8", NO, NO, EN, EN),
    (NO, NO, NO, "vi_VN.UTF-8", "en_US", "en_US", VI, EN),
    (NO, NO, NO, NO, "vi_VN", "en_US", VI, EN),
    (NO, NO, NO, NO, NO, "vi_VN.UTF-8@x", VI, EN),
    (
        NO,
        NO,
        NO,
        "C",
        "vi_VN",
        "vi_VN",
        EN,
        EN,
    ),  # what is set first decides, though we don't know it
    (NO, NO, NO, "", "", "vi_VN", VI, EN),  # an empty variable isn't set
    (NO, NO, NO, NO, NO, "C", EN, EN),
    (NO, NO, NO, NO, NO, "POSIX", EN, EN),
    (NO, NO, NO, NO, NO, "de_DE.UTF-8", EN, EN),
    (NO, "de", NO, NO, NO, "vi_VN", VI, EN),  # a wrong variable is as if it weren't set
    (NO, "", VI, NO, NO, NO, VI, VI),
    (NO, "VI_vn.utf8", NO, NO, NO, NO, VI, EN),
]


@pytest.mark.parametrize(
    ("asked", "preferred", "plan", "lc_all", "lc_messages", "lang", "spoken", "written"), PRECEDENCE
)
def test_precedence(
    asked: str | None,
    preferred: str | None,
    plan: str | None,
    lc_all: str | None,
    lc_messages: str | None,
    lang: str | None,
    spoken: str,
    written: str,
    tmp_path: Path,
) -> None:
    """The first that names a language decides; for JSON neither the variable nor the locale counts."""
    environment = {
        "RELSCHED_LANG": preferred,
        "LC_ALL": lc_all,
        "LC_MESSAGES": lc_messages,
        "LANG": lang,
    }
    given = ["check", "absent.yaml", *(["--lang", asked] if asked else [])]
    choice = LanguageChoice.of(given, {n: v for n, v in environment.items() if v is not None})
    choice.plan = plan
    assert (choice.in_language, choice.written) == (spoken, written)
    # A plan that is bad, but says its language.
    file = tmp_path / "plan.yaml"
    file.write_text(
        f"plan: p\n{f'language: {plan}' if plan else ''}\nissued: 2020-02-30\n", "utf-8"
    )
    more = ("--lang", asked) if asked else ()
    result = relsched_("check", str(file), "--json", *more, environment=environment)
    assert result.exit_code == 2
    label = {"en": "  where:", "vi": "  ở đâu:"}[spoken]
    assert label in result.stderr
    found = json.loads(result.stdout)
    assert ("dòng" in found["where"]) is (written == "vi")


@pytest.mark.parametrize(
    ("named", "language"),
    [("vi", "vi"), ("en_GB.UTF-8", "en"), ("vi-VN", "vi"), (" EN ", "en"), ("C", None), ("", None)],
)
def test_a_word_names_a_language(named: str, language: str | None) -> None:
    """A language is named as `vi`, or as a locale."""
    assert language_code(named) == language


def test_a_wrong_variable_is_remarked() -> None:
    """A RELSCHED_LANG that names no language is reported once, with those there are, and doesn't spoil the run."""
    wrong: dict[str, str | None] = {"RELSCHED_LANG": "tiếng Việt"}
    result = relsched_("--help", environment=wrong)
    assert result.exit_code == 0
    assert result.stderr == (
        "RELSCHED_LANG isn't used: `tiếng Việt` is none of the languages en, vi; write one of them.\n"
    )
    assert relsched_("--help", "--lang", "vi", environment=wrong).stderr == ""


VIETNAMESE: dict[str, str | None] = {"RELSCHED_LANG": "vi", "LANG": "vi_VN.UTF-8"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("resolve", EXAMPLE, "--json"),
        ("check", EXAMPLE, "--json"),
        ("why", EXAMPLE, "4.1.b", "--json"),
        ("float", EXAMPLE, "--json", "--known", "congress=2020-10-13..2020-10-15"),
        ("whatif", EXAMPLE, "congress=2020-10-13..2020-10-15", "--json"),
        ("feed", EXAMPLE, "-o", "-", "--stamp", "2020-03-25T08:00:00Z"),
        ("phrase", "ten days before the fair", "--json"),
        ("check", EXAMPLE, "--json", "--known", "nothing=2020-01-01"),
    ],
)
def test_what_is_handed_on_depends_on_no_environment(arguments: tuple[str, ...]) -> None:
    """JSON and calendars are the same bytes whatever the variable and the locale say."""
    english: dict[str, str | None] = {"RELSCHED_LANG": "en", "LANG": "en_US.UTF-8"}
    outputs = {
        relsched_(*arguments, environment=environment).stdout_bytes
        for environment in (None, VIETNAMESE, english)
    }
    assert len(outputs) == 1


@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals here")
def test_a_terminal_changes_no_language(tmp_path: Path) -> None:
    """On a terminal JSON is what it is in a pipe, and help is in the same language."""
    for arguments in (("check", EXAMPLE, "--json"), ("--help",)):
        piped = in_process_of_its_own(*arguments, environment={"LANG": "vi_VN.UTF-8"}).stdout
        shown = on_a_terminal(*arguments, LANG="vi_VN.UTF-8", COLUMNS="80", NO_COLOR="1")
        assert shown.replace(b"\r\n", b"\n") == piped


def test_a_piped_table_is_not_cut(tmp_path: Path) -> None:
    """Where there is no terminal, a table is as wide as its longest id needs, and nothing of it is lost."""
    names = [f"{'very-long-identifier-' * 2}{'x' * 10}-{number}" for number in range(2)]
    words = [f"word{number}" for number in range(60)]
    file = tmp_path / "plan.yaml"
    file.write_text(
        "plan: p\nissued: 2020-03-25\nevents:\n"
        + "".join(f"  - {{id: e{name}}}\n" for name in names)
        + "deadlines:\n"
        + "".join(
            f"  - {{id: {name}, title: {' '.join(words)}, when: 1 day before e{name}}}\n"
            for name in names
        ),
        "utf-8",
    )
    for arguments in (("resolve",), ("float",), ("check", "--conventions")):
        known = [option for name in names for option in ("--known", f"e{name}=2020-10-13")]
        result = relsched_(arguments[0], str(file), *arguments[1:], *known)
        assert result.exit_code == 0, result.stderr
        assert arguments == ("float",) or set(words) <= set(result.stdout.split()), arguments
        assert all(name in result.stdout for name in names), arguments
        assert "…" not in result.stdout


# ---------------------------------------------------------------- questions


def asked(language: str, typed: str, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    with click.Context(commands, obj=LanguageChoice(asked=language)):
        return confirm(Message("publish asked"))


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    ("language", "word", "answer"),
    [
        *((("vi"), word, True) for word in ("c", "có", "C", "CÓ", "Có", "co", "y", "yes", " có ")),
        *((("vi"), word, False) for word in ("k", "không", "KHÔNG", "K", "khong", "n", "no", "")),
        *((("en"), word, True) for word in ("y", "yes", "Y", "Yes")),
        *((("en"), word, False) for word in ("n", "no", "N", "")),
    ],
)
def test_answers(
    language: str, word: str, answer: bool, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question takes the words of its language, composed or not, in any case; nothing typed means no."""
    typed = unicodedata.normalize(form, word) + "\n"  # type: ignore[arg-type]
    assert asked(language, typed, monkeypatch) is answer


@pytest.mark.parametrize(
    ("language", "shown", "again"),
    [
        ("en", "Publish this? [y/N] ", "answer y (yes) or n (no)\n"),
        ("vi", "Công bố nội dung này? [c/K] ", "hãy trả lời c (có) hoặc k (không)\n"),
    ],
)
def test_what_is_no_answer_is_asked_again(
    language: str,
    shown: str,
    again: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Other words are refused and the question comes again, on standard error; the end of the input is no answer."""
    assert asked(language, "maybe\nyes\n", monkeypatch)
    found = capsys.readouterr()
    assert (found.out, found.err) == ("", f"{shown}{again}{shown}")
    with pytest.raises(click.Abort):
        asked(language, "maybe\n", monkeypatch)


# ---------------------------------------------------------------- wrong use


@pytest.mark.parametrize(
    ("arguments", "english", "vietnamese"),
    [
        (
            ("chek",),
            "There is no command `chek`. Did you mean `check`?",
            "Không có lệnh `chek`. Có phải `check` không?",
        ),
        (
            ("xyz",),
            "There is no command `xyz`.",
            "Không có lệnh `xyz`.",
        ),
        (
            ("check",),
            "The argument `PLAN` is missing.",
            "Thiếu tham số `KẾ_HOẠCH`.",
        ),
        (
            ("check", "p", "--jsn"),
            "There is no option `--jsn`. Did you mean `--json`?",
            "Không có tùy chọn `--jsn`. Có phải `--json` không?",
        ),
        (
            ("check", "p", "--known"),
            "The option `--known` needs 1 value.",
            "Tùy chọn `--known` cần 1 giá trị.",
        ),
        (
            ("check", "p", "--json=1"),
            "The option `--json` takes no value.",
            "Tùy chọn `--json` không nhận giá trị.",
        ),
        (
            ("check", "p", "q", "r"),
            "Unexpected arguments: `q`, `r`.",
            "Thừa 2 tham số: `q`, `r`.",
        ),
        (
            ("edit", "p"),
            "The command is missing.",
            "Thiếu lệnh.",
        ),
        (
            ("feed", "p"),
            "The option `-o / --output` is missing.",
            "Thiếu tùy chọn `-o / --output`.",
        ),
        (
            ("rotate", "a", "--overlap", "400"),
            "Invalid value for `--overlap`: 400 isn't in the range 0<=x<=365.",
            "Giá trị của `--overlap` không hợp lệ: 400 nằm ngoài khoảng 0<=x<=365.",
        ),
        (
            ("rotate", "a", "--overlap", "x"),
            "Invalid value for `--overlap`: `x` isn't a whole number.",
            "Giá trị của `--overlap` không hợp lệ: `x` không phải là số nguyên.",
        ),
        (
            ("compare", "--format", "pdf"),
            "Invalid value for `--format`: `pdf` isn't one of `text`, `markdown`, `html`, `json`.",
            "Giá trị của `--format` không hợp lệ: `pdf` không thuộc các giá trị `text`, `markdown`, `html`, `json`.",
        ),
        (
            ("feed", "p", "-o", "-", "--stamp", "now"),
            "Invalid value for `--stamp`: write it like 2020-03-25T08:00:00Z",
            "Giá trị của `--stamp` không hợp lệ: hãy viết theo mẫu 2020-03-25T08:00:00Z",
        ),
    ],
)
def test_wrong_use_in_both_languages(
    arguments: tuple[str, ...], english: str, vietnamese: str
) -> None:
    """Wrong use is reported after the usage line and where the help is, all in one language."""
    for language, usage, error in (
        ("en", "Usage: ", f"Error: {english}"),
        ("vi", "Cách dùng: ", f"Lỗi: {vietnamese}"),
    ):
        result = relsched_("--lang", language, *arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        first, second, blank, last = result.stderr.splitlines()
        assert first.startswith(usage)
        assert "--help`" in second
        assert (blank, last) == ("", error)
        if language == "vi":
            assert english_in(result.stderr) == []


def test_a_wrong_language_is_refused() -> None:
    """`--lang` takes the languages that there are."""
    result = relsched_("check", EXAMPLE, "--lang", "fr")
    assert result.exit_code == 2
    assert result.stderr.endswith("Invalid value for `--lang`: `fr` isn't one of `en`, `vi`.\n")


def test_without_arguments_the_help_is_the_answer() -> None:
    """A group without anything shows its help on standard error, with status 2."""
    for arguments, environment in (((), VIETNAMESE), (("edit",), VIETNAMESE)):
        result = relsched_(*arguments, environment=environment)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith("Cách dùng: ")


def test_an_error_of_click_without_context_is_reported() -> None:
    """An error that no context has reached is reported without a usage line."""
    error = Misuse(Message("usage one input"))
    assert usage_text(error, "vi") == "Lỗi: chỉ một trong hai tệp được đọc từ đầu vào chuẩn"
    assert usage_text(click.ClickException("x"), "en") == "Error: x"


def test_our_bug_is_reported_in_english_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lines that are sent to us begin in English, whatever the user reads."""

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr(CommandGroup, "invoke", fail)
    result = relsched_("--lang", "vi", "check", "p")
    assert result.exit_code == 70
    vietnamese, english, *_ = result.stderr.splitlines()
    assert vietnamese == sentences("vi")["bug"]
    assert english == sentences("en")["bug"]
    assert "ZeroDivisionError: ours" in result.stderr


# ---------------------------------------------------------------- the starter plans


def test_each_language_has_a_starter_plan(tmp_path: Path) -> None:
    """`new` writes a plan in the language that is asked for, with a calendar of a country where it is spoken."""
    assert set(STARTERS) == set(languages())
    calendars = {"en": "FR", "vi": "VN"}
    for language, calendar in calendars.items():
        directory = tmp_path / language
        assert relsched_("new", str(directory), "--lang", language).exit_code == 0
        text = (directory / "plan.yaml").read_text(encoding="utf-8")
        plan = parse_plan(text)
        assert (plan.language, plan.calendar) == (language, calendar)
        assert len(resolve(plan).conflicts) == 0
        comments = " ".join(re.findall(r"#(.*)", text)[1:])
        assert bool(english_in(re.sub(r"relsched .*", "", comments))) is (language == "en")
        check = relsched_("check", str(directory / "plan.yaml"))
        assert check.exit_code == 0
        assert ("nhiệm vụ" in check.stderr) is (language == "vi")


def test_a_new_plan_is_in_no_language_of_the_user(tmp_path: Path) -> None:
    """A file depends on `--lang` alone; what is printed about it is in the language of the user."""
    result = relsched_("new", str(tmp_path / "p"), environment=VIETNAMESE)
    assert result.stderr.startswith("đã ghi ")
    assert parse_plan((tmp_path / "p" / "plan.yaml").read_text(encoding="utf-8")).language == "en"


# ---------------------------------------------------------------- sixty runs in Vietnamese

PLAN = """\
plan: dai-hoi
title: Đại hội
issued: 2020-03-25
language: en
timezone: Asia/Ho_Chi_Minh
calendar: VN
units: [{id: tuyen-truyen, name: Phòng Tuyên truyền}, {id: van-phong, name: Văn phòng}]
events:
  - {id: khai-mac, title: Khai mạc, decided_by: Tỉnh ủy, expected: in October 2020}
  - {id: trien-lam, title: Triển lãm, lasts: unknown}
  - {id: thua, title: Lễ tổng kết}
deadlines:
  - {id: san-khau, title: Xong sân khấu, when: 10 days before khai-mac, lead: tuyen-truyen}
  - {id: bao-cao, title: Báo cáo, when: within 5 working days after san-khau, lead: van-phong}
  - {id: tham-dinh, title: Thẩm định, when: 1 month before trien-lam, lead: van-phong}
  - {id: bai-viet, title: Bài viết, when: 2 days before khai-mac, after: [bao-cao]}
"""
KNOWN = ("--known", "khai-mac=2020-10-13..2020-10-15", "--known", "trien-lam=2020-10-10")
NOW = ("--now", "2020-06-01T08:00:00Z", "--by", "Lan")
PUBLISH = ("--reason", "ấn định ngày", "--yes", *NOW)
BAD = PLAN.replace("lead: van-phong", "lead: van-fong").replace("10 days", "10 dayz")
BAD = BAD.replace("issued: 2020-03-25", "issued: 2020-02-30").replace("after: [", "efter: [")
CYCLE = PLAN.replace("10 days before khai-mac", "10 days before bai-viet")
DOCUMENT = """\
# Kế hoạch

| Nội dung | Thời hạn |
|---|---|
| Xong sân khấu | Trước 10/10/2020 |
| Họp báo | chưa rõ |
"""
TABLE = "scenario,khai-mac\nA,2020-10-13\nB,2020-10-20\n"

# The words after `relsched --lang vi`, and the status. They are run in this order beside one ledger.
RUNS: list[tuple[tuple[str, ...], int]] = [
    (("new", "moi"), 0),
    (("new", "moi"), 2),
    (("check", "plan.yaml"), 0),
    (("check", "plan.yaml", *KNOWN), 0),
    (("check", "plan.yaml", "--known", "khai-mac=2020-12-01"), 1),
    (("check", "plan.yaml", "--known", "bai-viet=2020-09-01", *KNOWN), 1),
    (("check", "plan.yaml", "--conventions", *KNOWN), 0),
    (("check", "bad.yaml"), 2),
    (("check", "cycle.yaml"), 2),
    (("check", "tabs.yaml"), 2),
    (("check", "absent.yaml"), 2),
    (("check", "."), 2),
    (("check", "latin.yaml"), 2),
    (("check", "plan.yaml", "--known", "khai-mac"), 2),
    (("check", "plan.yaml", "--known", "khai-mak=2020-10-13"), 2),
    (("check", "plan.yaml", "--known", "khai-mac=2020-02-30", "--known", "x=y"), 2),
    (("check", "plan.yaml", "--from-calendar", "absent.ics"), 2),
    (("check", "plan.yaml", "--from-calendar", "plan.yaml"), 2),
    (("resolve", "plan.yaml"), 0),
    (("resolve", "plan.yaml", "--strict", *KNOWN), 0),
    (("resolve", "plan.yaml", "--known", "khai-mac=2020-12-01"), 0),
    (("why", "plan.yaml", "bao-cao", *KNOWN), 0),
    (("why", "plan.yaml", "tham-dinh"), 0),
    (("why", "plan.yaml", "khai-mac"), 0),
    (("why", "plan.yaml", "bao-kao"), 2),
    (("due", "plan.yaml", "--as-of", "2020-09-01", *KNOWN), 0),
    (("due", "plan.yaml", "--as-of", "2020-09-01", "--format", "text", "--unit", "khong-co"), 2),
    (("due", "plan.yaml", "--as-of", "hôm nào", "--within", "lâu"), 2),
    (("float", "plan.yaml", *KNOWN), 0),
    (("float", "plan.yaml", "--to", "khong-co"), 2),
    (("float", "plan.yaml", "--since", "hôm nay"), 2),
    (("whatif", "plan.yaml", "khai-mac=2020-10-13..2020-10-16"), 0),
    (("whatif", "plan.yaml", "khai-mac=2020-10-01..2020-10-31", "--calendar", "--lasts", "3"), 0),
    (("whatif", "plan.yaml", "khai-mac=2020-10-13..2020-10-16", "--feasible"), 0),
    (("whatif", "plan.yaml", "--scenarios", "table.csv", "--best", "1"), 0),
    (("whatif", "plan.yaml", "--scenarios", "bad.csv"), 2),
    (("whatif", "plan.yaml", "khai-mac=2020-10-13", "--lasts", "ba"), 2),
    (("whatif", "plan.yaml"), 2),
    (("feed", "plan.yaml", "-o", "lich", "--unit", "khong-co"), 2),
    (("feed", "plan.yaml", "-o", "lich", *KNOWN), 0),
    (("feed", "plan.yaml", "-o", "lich", "--profile", "khong-co"), 2),
    (("phrase", "trước khai mạc 10 ngày", "--plan", "plan.yaml", *KNOWN[:2]), 0),
    (("phrase", "vài hôm nữa"), 1),
    (("phrase", "trước 10 ngày", "--issued", "hôm qua"), 2),
    (("import", "van-ban.md", "-o", "nhap.yaml", "--issued", "2020-03-25"), 1),
    (("import", "van-ban.md", "-o", "nhap.yaml"), 2),
    (("import", "khong-co.docx"), 2),
    (("import", "anh.png"), 2),
    (("edit", "plan.yaml", "rename", "san-khau", "san", "--dry-run"), 0),
    (("edit", "plan.yaml", "merge", "bao-cao", "bai-viet", "--dry-run"), 2),
    (("edit", "plan.yaml", "split", "khai-mac", "mo-dau", "ket-thuc", "--dry-run"), 0),
    (("edit", "plan.yaml", "delete", "khai-mac", "--dry-run"), 2),
    (("edit", "plan.yaml", "delete", "thua"), 2),
    (("history", "dai-hoi"), 3),
    (("publish", "plan.yaml", *KNOWN, "--dry-run", "--reason", "xem"), 0),
    (("publish", "plan.yaml", *KNOWN, *PUBLISH), 0),
    (("publish", "plan.yaml", *PUBLISH), 0),
    (("publish", "plan.yaml", "--again", "9", *PUBLISH), 2),
    (("move", "plan.yaml", "khai-mac=2020-10-27..2020-10-29", *PUBLISH), 0),
    (("pin", "plan.yaml", "san-khau=2020-10-20", *PUBLISH), 0),
    (("done", "plan.yaml", "tham-dinh", "--on", "2020-09-09", *PUBLISH), 0),
    (("done", "plan.yaml", "tham-din", *PUBLISH), 2),
    (("history",), 0),
    (("show", "1"), 0),
    (("show", "--on", "2020-01-01"), 2),
    (("compare", "1", "2"), 0),
    (("compare", "1", "99"), 2),
    (("notices", "2"), 0),
    (("notices", "1"), 2),
    (("notices", "2", "--unit", "khong-co"), 2),
    (("feed", "plan.yaml", "-o", "lich"), 0),
    (("share", "van-phong", *NOW), 0),
    (("share", "khong-co", *NOW), 2),
    (("addresses", *NOW[:2]), 0),
    (("rotate", "khong-co", *NOW), 2),
    (("unshare", "khong-co", *NOW), 2),
    (("verify", "--replay"), 0),
    (("backup", "sao-luu.db"), 0),
    (("backup", "./sao-luu.db"), 2),
    (("restore", "sao-luu.db"), 3),
    (("restore", "khong-co.db", "--db", "sqlite:///khac.db"), 3),
    (("verify", "--db", "khong://co"), 2),
    (("serve", "--base-url", "khong phai dia chi"), 2),
]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A directory with the files of the runs, and a ledger of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RELSCHED_DB", "sqlite:///so.db")
    files = {
        "plan.yaml": PLAN,
        "bad.yaml": BAD,
        "cycle.yaml": CYCLE,
        "tabs.yaml": "plan: p\n\tissued: [\n",
        "van-ban.md": DOCUMENT,
        "table.csv": TABLE,
        "bad.csv": "scenario,khai-mak\nA,2020-10-13\nB,2020-02-30,thừa\n",
    }
    for name, text in files.items():
        Path(name).write_text(text, encoding="utf-8")
    Path("latin.yaml").write_bytes("plan: kế hoạch".encode("utf-16"))
    Path("anh.png").write_bytes(b"\x89PNG\r\n\x1a\n")


@pytest.mark.usefixtures("desk")
@pytest.mark.slow
def test_sixty_runs_print_no_english() -> None:
    """With `--lang vi` no command prints an English sentence, be it used well or not."""
    assert len(RUNS) >= 60
    assert {arguments[0] for arguments, _ in RUNS} == set(COMMANDS)
    wrong: dict[str, object] = {}
    for arguments, status in RUNS:
        words = " ".join(arguments)
        result = relsched_("--lang", "vi", *arguments)
        printed = result.stdout + result.stderr
        assert "Traceback" not in printed, printed
        english = english_in(printed)
        if result.exit_code != status:
            wrong[words] = (result.exit_code, printed)
        elif english:
            wrong[words] = english
    assert wrong == {}


def test_every_english_sentence_is_noticed() -> None:
    """The detector finds nearly all sentences of the English catalogue, and none of the Vietnamese one."""
    bare = [re.sub(r"{[^}]*}", "", text) for text in sentences("vi").values()]
    assert [text for text in bare if english_in(text)] == []
    told = [
        text
        for key, text in sentences("en").items()
        if key.startswith("error ") and text.count(" ") > 4
    ]
    assert sum(bool(english_in(text)) for text in told) > 0.9 * len(told)
