"""How dates and times are written on our pages, one module a language (Django's FORMAT_MODULE_PATH).

Clocks show 24 hours: a shift that ends at night must not hinge on reading "AM".
"""
