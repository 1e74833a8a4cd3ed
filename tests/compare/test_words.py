from __future__ import annotations

from cfgkit import parse
from cfgkit.compare import in_words, needs_in_words


def test_each_change_says_what_and_when_and_shows_no_secret() -> None:
    old = parse(b"[Domain Settings]\nLogFence=3\n[SMTP Settings]\nSMTPPort=25\nSMTPTrace=1\nSMTPUserPassword=hunter2\n")
    new = old.set("SMTP Settings", "SMTPPort", "587\x1b").comment_out("SMTP Settings", "SMTPTrace")
    new = (
        new.set("SMTP Settings", "SMTPUserPassword", "geheim")
        .set("Own", "Key", "1")
        .remove("Domain Settings", "LogFence")
    )
    assert in_words(new, old.changes(new)) == [
        "[Own]: section added  (unknown, assumed)",
        "[Domain Settings] LogFence: taken out, was 3  (dynamic-if-allowed, template)",
        "[SMTP Settings] SMTPPort: 25 -> 587\\e  (dynamic, assumed)",
        "[SMTP Settings] SMTPTrace: commented out, was 1  (reboot, documented)",
        "[SMTP Settings] SMTPUserPassword: ******** -> ********  (dynamic, assumed)",
        "[Own] Key: added, 1  (unknown, assumed)",
        "effect: 1 dynamic-if-allowed, 2 dynamic, 1 reboot, 1 unknown",
        "why: dynamic-if-allowed (template): mark in the 8.54 template; Allow Dynamic Changes is not set here",
        "why: dynamic (assumed): not on the manual's list of settings that are not dynamic",
        "why: reboot (documented): on the manual's list of settings that are not dynamic",
        "why: unknown (assumed): no source speaks of this setting; in general edits wait for the domain's next configure",
    ]


def test_no_change_needs_no_words() -> None:
    document = parse(b"[A]\nKey=1\n")
    assert in_words(document, document.changes(document)) == []


def test_what_changes_need_is_counted_mildest_first() -> None:
    old = parse(b"[SMTP Settings]\nSMTPPort=25\nSMTPTrace=1\n[Startup]\nDBName=a\n[Workstation Listener]\nPort=1\n")
    new = old.set("SMTP Settings", "SMTPTrace", "2").set("SMTP Settings", "SMTPPort", "587")
    new = new.set("SMTP Settings", "SMTPSender", "a@b")
    assert needs_in_words(new, old.changes(new)) == "2 dynamic, 1 needs a domain reboot"
    assert needs_in_words(old, ()) == ""
