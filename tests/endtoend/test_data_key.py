"""The real command: a key is made, set, lost, another is tried, the right one is found again."""

import base64
from pathlib import Path

from bot import schema
from bot.__main__ import SANDBOX_TOKEN
from care import private
from tests.endtoend.host import Host, free_port, host
from tests.endtoend.programs import Programs, Spawned, environment, until

NOTE, LATER_NOTE = "my chest feels tight", "my neck feels stiff"
SEALED = "What is private in the database is encrypted now."


async def new_key(machine: Host) -> str:
    """As `python -m bot key` prints it, and nothing besides."""
    # What is set wrongly doesn't keep a host from making a key for it.
    program = machine.bot("key", DATA_KEY="/no/such/file", LOG_LEVEL="chatty")
    assert await program.ends() == 0
    assert program.err == ""
    key = program.out.removesuffix("\n")
    assert len(base64.urlsafe_b64decode(key)) == 32
    # It is a secret like a token: nothing else may have said it.
    program.out_file.unlink()
    return key


def found(machine: Host, words: str) -> bool:
    """Whether they are in the bot's files."""
    files = machine.database.parent.glob(f"{machine.database.name}*")
    return any(words.encode() in file.read_bytes() for file in files)


async def refuses(program: Spawned, reason: str) -> None:
    assert await program.ends() == 2
    assert program.out == ""
    assert program.err.startswith("DATA_KEY: ")
    assert program.err.count("\n") == 1
    assert reason in program.err


async def test_made_set_lost_and_found_again(programs: Programs, tmp_path: Path) -> None:
    async with host(programs, free_port()) as machine:
        await machine.sandbox()
        bot = machine.bot()
        await machine.alex_is_set_up(bot)
        await machine.alex.says(NOTE)
        await machine.alex.reads("Your note is kept.")
        bot.kill()
        assert found(machine, NOTE)
        assert found(machine, "Alex")

        keys = [await new_key(machine), private.new_secret()]
        file = tmp_path / "the key"
        file.touch(0o600)
        file.write_text(f"{keys[0]}\n")
        bot = machine.bot(DATA_KEY=str(file))
        assert SEALED in await bot.says(r"(.*encrypted now\..*)")
        await bot.says("Running as @")
        await until(lambda: not found(machine, NOTE), "what was plain leaves the file")
        await machine.alex.says("/journal")
        await machine.alex.reads(NOTE)
        await machine.alex.says(LATER_NOTE)
        await machine.alex.reads("Your note is kept.")
        bot.kill()
        for words in (NOTE, LATER_NOTE, "Alex", "Shoulder circles", "Your note is kept."):
            assert not found(machine, words)

        file.chmod(0o644)
        refused = {
            "no key is set": machine.bot(),
            "this key doesn't open this database": machine.bot(DATA_KEY=keys[1]),
            "neither a key nor a file": machine.bot(DATA_KEY=keys[0][:-4]),
            "chmod 600": machine.bot(DATA_KEY=str(file)),
        }
        doctors = [machine.bot("doctor"), machine.bot("doctor", DATA_KEY=keys[1])]
        for reason, program in refused.items():
            await refuses(program, reason)
        for doctor in doctors:
            assert await doctor.ends() == 2
            assert "look here: Private text: encrypted, and " in doctor.out

        file.chmod(0o400)
        bot = machine.bot(DATA_KEY=str(file))
        await bot.says("Running as @")
        assert SEALED not in bot.out
        await machine.alex.says("/journal")
        heard = await machine.alex.reads(LATER_NOTE)
        assert NOTE in heard
        doctor = machine.bot("doctor", DATA_KEY=keys[0])
        assert await doctor.ends() == 0
        assert "ok: Private text: encrypted, and DATA_KEY opens it." in doctor.out

        for each in programs.all:
            assert not any(key in each.out + each.err for key in keys)


async def test_the_sandbox_has_no_key(programs: Programs) -> None:
    """Nor does it open what has one."""
    key, url = private.new_secret(), f"sqlite:///{programs.folder / 'demo.db'}"
    async with host(programs, free_port()) as machine:
        await machine.sandbox(SANDBOX_TOKEN)
        arguments = ("bot", "demo", "--sandbox", machine.url, "--database", url)
        bot = programs.start(*arguments, env=environment(DATA_KEY=key))
        await bot.says("Running as @")
        assert SEALED not in bot.out
        bot.kill()
        assert schema.upgrade(url, private.Key(private.read_secret(key)))
        bot = programs.start(*arguments, env=environment(DATA_KEY=key))
        await refuses(bot, "no key is set")
