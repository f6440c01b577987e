"""How Django writes our forms: the templates of this room, in KRDS's shape."""

from django.forms.renderers import TemplatesSetting


class KrdsForms(TemplatesSetting):
    """`{{ form }}` is an error summary and every field; `{{ form.name.as_field_group }}` one field."""

    form_template_name = "krds/form.html"
    field_template_name = "krds/field.html"
