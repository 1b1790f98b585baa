"""Events and their repetitions. The only package that knows django-scheduler."""
