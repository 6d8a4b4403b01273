"""Plan files as texts: one with every key."""

from __future__ import annotations

FULL_TEXT = """\
plan: congress
title: {vi: Đại hội, en: Congress}
issued: 2020-03-25
timezone: Asia/Ho_Chi_Minh
language: vi
calendar: own
calendars:
  - id: own
    base: VN
    weekend: [saturday, Sunday]
    closed: {2020-10-05: Ngày của ngành}
    open: [2020-10-10]
    covers: 2020-01-01..2020-12-31
conventions: {based_on: vn-civil-code-2015, before: inclusive}
horizon: 2020-01-01..2020-12-31
source: 72-KH/BTGTU
units:
  - id: press
    name: Phòng Tuyên truyền
    contact: press@example.org
phases:
  - {id: before, title: Trước Đại hội, when: from issued to congress}
events:
  - id: congress
    title: Đại hội
    expected: in October 2020
    lasts: unknown
    aliases: {khai mạc: start, bế mạc: congress.end, Đại hội XVII: event}
    decided_by: Tỉnh ủy
    follows: {plan: province, event: congress}
    source: {document: 148-KH/TU}
  - {id: whole, parts: [congress], lasts: unknown, follows: "uid:7: a@example.vn"}
deadlines:
  - id: 4.10
    title: no
    when: 10 days before congress
    lead: press
    support: press
    phase: before
    after: [congress, {item: whole, at_least: 1 day, at_most: 2 weeks}]
    takes: 5 working days
    done: 2020-10-01
    remind: [1 week, 1 day]
    conventions: {before: exclusive}
    source: {phrase: Trước khai mạc 10 ngày., document: 72-KH/BTGTU, row: 4.10}
    notes: 12:30:45
  - id: 4.11
    after: 4.10
    remind: 2 days
questions:
  - id: q1
    text: {vi: 'trước hay sau?', en: 'before or after?'}
    item: 4.11
    readings: [10 days before congress, '2 days after congress.end']
    phrase: khai mạc 10 ngày
    place: {vi: dòng 82, en: line 82}
  - {id: q2, text: 'Xong ngày nào?', item: '4.11', asks: done, readings: 2020-10-01, dismissed: true}
  - {id: q3, text: 'Giai đoạn này khi nào?', phase: before, place: dòng 60}
"""
