"""Asking a person yes or no."""

from __future__ import annotations

import sys

import click

from relsched.cli.language_choice import choice_in
from relsched.cli.printing import echo
from relsched.errors import fold
from relsched.messages.message import Message


def confirm(question: Message) -> bool:
    """Ask a question on standard error until it is answered with yes or no; nothing typed means no.

    The words of the language count, with or without their marks, composed or not (`có`, `co`, `c`),
    and the English ones in every language.

    Raises:
        click.Abort: The input has ended without an answer.
    """
    language = choice_in().in_language
    yes = Message("answer yes").text(language).split(", ")
    no = Message("answer no").text(language).split(", ")
    asked = f"{question.text(language)} [{yes[0]}/{no[0].upper()}]"
    while True:
        echo(f"{asked} ", nl=False, err=True)
        line = sys.stdin.readline()
        if not line:
            echo(err=True)
            raise click.Abort
        answer = fold(line.strip())
        if answer in map(fold, yes):
            return True
        if not answer or answer in map(fold, no):
            return False
        echo(Message("answer unclear").text(language), err=True)


def ask_number(question: Message, usual: int | None) -> int | None:
    """Ask for a number from 1 on, on standard error, until one is given; nothing typed means the usual one.

    Args:
        question: What is asked.
        usual: What nothing typed means; None where that means that the number isn't known.

    Raises:
        click.Abort: The input has ended without an answer.
    """
    language = choice_in().in_language
    while True:
        shown = "?" if usual is None else usual
        echo(f"{question.text(language)} [{shown}] ", nl=False, err=True)
        line = sys.stdin.readline()
        if not line:
            echo(err=True)
            raise click.Abort
        answer = line.strip()
        if not answer:
            return usual
        if answer.isdecimal() and 1 <= int(answer[:6]) <= 36_525:
            return int(answer)
        echo(Message("answer no number").text(language), err=True)
