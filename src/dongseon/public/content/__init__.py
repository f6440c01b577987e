"""What press officers write: measures, support, foreign visitors, news, questions and answers, suppliers."""
