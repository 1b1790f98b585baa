"""The programme of a congress: `calendars`, `programme`, `exchange`.

PyPI's django-scheduler installs a top-level package `schedule` too. Extending the path lets both live under the one
name: `schedule.programme` is ours, `schedule.models` and `schedule.periods` are the library's. No module of ours here
may bear a name that the library has; tests/test_architecture.py guards it.
"""

from pkgutil import extend_path

__path__ = extend_path(__path__, __name__)
