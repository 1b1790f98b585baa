"""How well the sockets keep RFC 6455: Autobahn's test suite against our way out under both servers.

`python -m benchmarks conformance --wstest PATH` writes docs/conformance.md. The suite needs Python 2.7: there,
`pip install autobahntestsuite` brings `wstest`. Without it nothing is measured and that is said.
"""

from benchmarks.conformance.run import main

__all__ = ["main"]
