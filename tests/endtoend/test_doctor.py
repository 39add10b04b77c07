"""`python -m bot doctor`, as a host calls it: before the first start, beside the bot, after."""

from tests.endtoend.host import OTHER_TOKEN, Host, free_port, host
from tests.endtoend.programs import Programs


async def doctor(machine: Host, **more: str) -> tuple[int, str]:
    """Its exit code and what it said."""
    program = machine.bot("doctor", **more)
    code = await program.ends()
    assert program.err == ""
    return code, program.out


async def test_before_the_start_beside_the_bot_and_after_its_end(programs: Programs) -> None:
    async with host(programs, free_port()) as machine:
        code, said = await doctor(machine)
        assert code == 1
        assert "look here: Token: not tried, Telegram can't be reached." in said
        assert said.count("look here") == 1
        assert not machine.database.exists()

        await machine.sandbox()
        bot = machine.bot()
        await machine.alex_is_set_up(bot)
        waiting = await machine.ask("/updates")
        code, said = await doctor(machine)
        assert code == 0, said
        assert "ok: Token: Telegram knows it. The bot answers as @" in said
        assert "ok: Telegram: last heard " in said
        assert "ok: Prompts: what was due was last looked for " in said
        assert said.count("ok: ") == said.count("\n") == 11
        assert await machine.ask("/updates") == waiting
        bot.kill()

        code, said = await doctor(machine, BOT_TOKEN=OTHER_TOKEN)
        assert code == 2
        assert "look here: Token: Telegram refuses it." in said


async def test_a_setting_that_is_wrong(programs: Programs) -> None:
    async with host(programs, free_port()) as machine:
        program = machine.bot("doctor", HEARTBEAT_URL="not-a-secret-any-more")
        assert await program.ends() == 2
        assert program.err.startswith("HEARTBEAT_URL: ")
        assert "not-a-secret" not in program.err
