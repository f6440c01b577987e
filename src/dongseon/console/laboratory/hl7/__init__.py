"""HL7 v2.5.1: ORU^R01 messages to values, and the answer to their sender. docs/method/laboratory-messages.md."""
