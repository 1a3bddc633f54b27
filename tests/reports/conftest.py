from __future__ import annotations

import pytest

from engine_lint.model.outcome import Outcome
from engine_lint.report.view import View
from tests.reports.golden import checked


@pytest.fixture(scope="package")
def project(tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, View]:
    return checked(tmp_path_factory.mktemp("reports").resolve())


@pytest.fixture(scope="package")
def outcome(project: tuple[Outcome, View]) -> Outcome:
    return project[0]


@pytest.fixture(scope="package")
def view(project: tuple[Outcome, View]) -> View:
    return project[1]
