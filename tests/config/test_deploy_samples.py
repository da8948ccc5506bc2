"""The samples in `deploy/` fit the settings, and write no names into logs."""

import ast
import re
import runpy
import shlex

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class
from gunicorn.config import Config
from gunicorn.http.errors import ParseException
from gunicorn.http.parser import RequestParser

from config.logs import SECRET_ADDRESS
from drills.smuggling import CODING, PROBES, request_of
from journey.urls import door
from journey.views.middleware import PrivatePages
from tests.config.test_production import production
from tests.meta.code import ROOT
from tests.meta.world import routes

DEPLOY = ROOT / "deploy"
# The header as Django's SecurityMiddleware writes it.
HSTS = """
from config import settings
words = [f"max-age={settings.SECURE_HSTS_SECONDS}"]
words += ["includeSubDomains"] * settings.SECURE_HSTS_INCLUDE_SUBDOMAINS + ["preload"] * settings.SECURE_HSTS_PRELOAD
print("; ".join(words))
"""
# Of the demo and of development.
NOT_OF_A_SERVER = {"TEST_DATABASE_NAME"}


def asked_in_settings() -> set[str]:
    tree = ast.parse((ROOT / "config" / "settings.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    asked = [call.args[0] for call in calls if ast.unparse(call.func) in {"required", "os.environ.get"}]
    return {each.value for each in asked if isinstance(each, ast.Constant)}


def text(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def test_sample_of_the_environment_names_every_variable_that_settings_ask_for_and_no_other() -> None:
    said = set(re.findall(r"^#?([A-Z_]+)=", text("environment.sample"), re.MULTILINE))
    assert said == asked_in_settings() - NOT_OF_A_SERVER


def test_every_command_of_the_units_exists_with_its_options() -> None:
    """Read by the parser of the command itself: an option that it does not know ends it."""
    lines = [
        shlex.split(line)
        for unit in sorted(DEPLOY.glob("*.service"))
        for line in re.findall(r"^Exec\w+=(.+)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    for program, *rest in lines:
        match program.rpartition("/")[2], rest:
            case "python", ["manage.py", name, *options]:
                load_command_class(get_commands()[name], name).create_parser("manage.py", name).parse_args(options)
            case "gunicorn", options:
                asked = Config().parser().parse_args(options)
                assert (ROOT / asked.config).is_file()
                assert asked.args == ["config.wsgi"]
            case other:
                assert other == ("kill", ["-HUP", "$MAINPID"])
    assert len(lines) == 5


def test_every_command_that_the_papers_name_exists() -> None:
    papers = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(each for each in DEPLOY.iterdir() if each.is_file())]
    said = {each for paper in papers for each in re.findall(r"manage\.py ([a-z_]+)", paper.read_text(encoding="utf-8"))}
    assert said <= set(get_commands())


def test_workers_keep_no_job_that_is_done_and_every_one_that_failed() -> None:
    """A table that only grows would slow down every look at it."""
    for unit in ("journey-jobs.service", "journey-trace.service"):
        assert "--delete-jobs successful" in text(unit)


def test_logs_of_the_servers_hold_no_query_no_referer_and_no_cookie() -> None:
    """PHI-01, PHI-03: a search on a staff page has a name in its query."""
    gunicorn = runpy.run_path(str(DEPLOY / "gunicorn.conf.py"))["access_log_format"]
    nginx = re.findall(r"log_format \w+ '([^']+)'", text("nginx.conf"))
    assert not set(re.findall(r"%\((\w+|{[^}]+}\w)\)s", gunicorn)) & {"r", "q", "f", "a", "h", "u"}
    assert len(nginx) == 1
    assert not set(re.findall(r"\$(\w+)", nginx[0])) & {
        "request",
        "request_uri",
        "args",
        "query_string",
        "http_referer",
    }
    assert "access_log /var/log/nginx/journey.log quiet;" in text("nginx.conf")


def test_both_servers_mask_the_tokens_that_the_application_masks() -> None:
    """PHI-01"""
    places = re.findall(r"\(\?:([^)]+)\)", SECRET_ADDRESS.pattern)
    assert places
    assert f"({places[0]})" in text("nginx.conf")
    assert "SECRET_ADDRESS.sub" in text("gunicorn.conf.py")


def test_strict_limit_stands_before_every_door_and_before_nothing_else() -> None:
    """BRU-04: by address, where somebody could guess; a whole clinic works behind one address."""
    strict, zone = re.findall(r"location ~ (\S+) {\s*limit_req zone=(\w+)", text("nginx.conf"))[0]
    limited = {route for route in routes() if re.search(strict, f"/{route}")}
    doors = {str(each.pattern) for each in door}
    guessed = {
        "accounts/login/",
        "accounts/login/passkey/",
        "accounts/reauthenticate/code/",
        "accounts/second-factor/give/",
    }

    assert zone == "door"
    assert doors | guessed <= limited
    assert {route.split("/")[0] for route in limited - doors} == {"accounts"}
    assert not [route for route in limited if route.startswith(("accounts/session/", "accounts/devices/"))]


def test_error_pages_of_nginx_itself_bear_the_headers_of_the_application() -> None:
    """Those that the application sends too are left to it, so that none stands twice."""
    nginx, ours = text("nginx.conf"), production("-c", HSTS).stdout.strip()
    added = dict(re.findall(r"add_header (\S+) (\$\w+) always;", nginx))
    said = {
        variable: (header, value)
        for header, variable, value in re.findall(
            r'map \$upstream_http_(\w+) (\$\w+) \{\s+"" "([^"]+)";\s+default "";\s+\}', nginx
        )
    }
    values = {name: said[variable][1] for name, variable in added.items()}

    assert {name: said[variable][0] for name, variable in added.items()} == {
        name: name.lower().replace("-", "_") for name in added
    }
    wanted = ("Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy")
    own = {name: PrivatePages.HEADERS[name] for name in wanted}
    assert values == {**own, "Strict-Transport-Security": ours, "Cache-Control": "no-store"}
    assert "add_header" not in text("journey-proxy.conf"), "one there would hide all of these"


def test_servers_refuse_the_same_size_as_the_application() -> None:
    most = settings.MOST_BYTES // 1024**2
    assert f"client_max_body_size {most}m;" in text("nginx.conf")
    assert f"Bodies over {most} MB are refused" in (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")


def test_what_is_uploaded_stands_in_no_file_of_the_server() -> None:
    """PHI-09: not even for a moment, and what a library may put down is gone with the service."""
    assert settings.FILE_UPLOAD_MAX_MEMORY_SIZE >= settings.MOST_BYTES
    units = [file.read_text(encoding="utf-8") for file in DEPLOY.glob("*.service")]
    assert units
    assert all("PrivateTmp=yes" in unit for unit in units)


def test_server_asks_who_owns_the_trace_before_it_starts() -> None:
    """AUD-03: `accounts.W001` needs the database, and a check asks that only when it is told to."""
    asked = "manage.py check --deploy --database default --fail-level WARNING"
    assert asked in text("journey-web.service")
    assert asked in (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Remote-User", "Forwarded"])
def test_proxy_lets_no_word_of_a_caller_about_itself_through(header: str) -> None:
    """RED-03."""
    assert f'proxy_set_header {header} "";' in text("journey-proxy.conf")
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text("journey-proxy.conf")


def test_tls_of_the_sample_is_of_today() -> None:
    """CFG-01."""
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in text("nginx.conf")
    assert "server_tokens off;" in text("nginx.conf")


def test_workers_are_those_that_were_measured() -> None:
    """CFG-07 and `trust.md`: threads behind a proxy that holds slow callers."""
    said = runpy.run_path(str(DEPLOY / "gunicorn.conf.py"))
    assert (said["worker_class"], said["timeout"], said["graceful_timeout"]) == ("gthread", 30, 30)
    assert said["bind"].startswith("unix:")
    assert "server unix:/run/journey/web.sock" in text("nginx.conf")


def read_by_gunicorn(sent: bytes) -> list[str]:
    """The paths of the requests that the web server of the samples reads out of this, until it refuses."""
    settings_of = Config()
    for name, value in runpy.run_path(str(DEPLOY / "gunicorn.conf.py")).items():
        if name in settings_of.settings:
            settings_of.set(name, value)
    paths = []
    try:
        for request in RequestParser(settings_of, iter([sent]), ("127.0.0.1", 1)):
            paths.append(request.path)
            request.body.read()
    except ParseException:
        pass
    return paths


def test_web_server_reads_no_hidden_request_and_one_behind_a_proxy_that_drops_a_length_is_seen() -> None:
    """RED-04: the requests of `drills.smuggling`, which sends them through nginx too."""
    for name, probe in PROBES.items():
        assert read_by_gunicorn(request_of(probe)) in ([], ["/first"]), name

    assert read_by_gunicorn(CODING.sub(b"", request_of(PROBES["TE.CL"]))) == ["/first", "/smuggled"]
