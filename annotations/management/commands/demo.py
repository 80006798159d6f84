"""Serves the demonstration seminar from a clean clone, with one command."""

import os
import socket
from argparse import ArgumentParser
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from annotations.demo import loader


class Command(BaseCommand):
    """Prepare the database, load the demonstration once, and serve it."""

    help = "Load the demonstration seminar, if it is not there yet, and serve it on this machine."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the address to listen on."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *arguments: Any, host: str, port: int, **options: Any) -> None:
        """Load and serve; raises CommandError in production, or if port or database fail."""
        if settings.PRODUCTION:
            raise CommandError("The demonstration has known passwords: it is not for production.")
        self._check_port(host, port)
        shown = f"[{host}]" if ":" in host else host
        if not settings.CSRF_TRUSTED_ORIGINS:
            settings.SITE_ORIGIN = f"http://{shown}:{port}"  # read when a mail is written
        password = os.environ.get("DEMO_PASSWORD") or "read-together"
        self._prepare(password)
        self._greet(f"http://{shown}:{port}", password)
        uvicorn.run(
            "config.asgi:application", host=host, port=port, log_level="warning", lifespan="off"
        )
        self.stdout.write("Stopped. Everything written is kept for the next time.")

    def _check_port(self, host: str, port: int) -> None:
        try:
            with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, port))
        except (OSError, OverflowError) as problem:
            raise CommandError(
                f"Can't listen on {host}:{port} ({getattr(problem, 'strerror', problem)}). "
                f"Is it in use? Try: manage.py demo --port {8001 if port == 8000 else 8000}"
            ) from None

    def _prepare(self, password: str) -> None:
        try:
            self.stdout.write("Preparing the database …")
            settings.VAR.mkdir(parents=True, exist_ok=True)
            call_command("migrate", verbosity=0, interactive=False)
            if loader.load_demo(password, lambda step: self.stdout.write(f"  {step} …")):
                self.stdout.write("The demonstration seminar is loaded.")
            else:
                self.stdout.write("The demonstration seminar is there from last time.")
        except (OSError, DatabaseError) as problem:
            where = connection.settings_dict["NAME"]
            raise CommandError(
                f"Can't write the database {where} ({problem}). Set COUNTERPOINT_VAR to a folder "
                "that can be written to, or DATABASE_URL to another database."
            ) from None

    def _greet(self, origin: str, password: str) -> None:
        self.stdout.write(
            f"\n  Read:      {origin}/s/open-seminar/military-cooperation/\n"
            f"  Moderate:  {origin}/admin/\n"
            f"  Accounts:  {', '.join(loader.demo_account_names())}\n"
            f"  Password:  {password}\n"
            f"  Stop:      Ctrl+C\n"
        )
        self.stdout.flush()
