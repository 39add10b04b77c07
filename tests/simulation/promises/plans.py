"""Plans: made and put in force by people alone."""

from typing import Any

from tests.simulation.promises.watch import Commit, Watch


class Plans(Watch):
    """Every version that comes, and every one that comes into force."""

    def __init__(self, *handed: Any) -> None:
        super().__init__(*handed)
        self._last = 0
        self._in_force: dict[int, int] = {}

    def committed(self, done: Commit) -> None:
        last = self.rows.value("SELECT max(id) FROM plan_version") or 0
        if last > self._last and done.update is None:
            self.broken(
                "only people change plans", last, f"version {last} was made in a {done.kind}"
            )
        self._last = max(last, self._last)
        if done.kind == "update" and done.person is not None:
            for row in self.rows.circles_of(done.person):
                self._may_be_new(row["id"], done)

    def _may_be_new(self, circle: int, done: Commit) -> None:
        """The first plan of all is its author's: it prompts nobody before the person's own yes."""
        row = self.rows.one(
            "SELECT v.id, h.telegram_id, m.circle_id FROM plan_version v"
            " LEFT JOIN member m ON m.id = coalesce(v.confirmed_by, iif(v.id = ("
            "SELECT min(id) FROM plan_version WHERE circle_id = v.circle_id), v.author_id, NULL))"
            " LEFT JOIN human h ON h.id = m.human_id"
            " WHERE v.circle_id = ? AND v.state = 'active'",
            circle,
        )
        if row is None or self._in_force.get(circle) == row["id"]:
            return
        self._in_force[circle] = row["id"]
        if row["telegram_id"] != done.person or row["circle_id"] != circle:
            self.broken(
                "only people change plans",
                row["id"],
                f"version {row['id']} of circle {circle} wasn't confirmed by who put it in force",
            )

    def nightly(self) -> None:
        for row in self.rows.all("SELECT circle_id, id FROM plan_version WHERE state = 'active'"):
            if self._in_force.get(row["circle_id"]) != row["id"]:
                self.broken(
                    "only people change plans",
                    row["id"],
                    f"version {row['id']} of circle {row['circle_id']} came into force by itself",
                )
