"""Published data sets: where they are, how they are downloaded, resumed and verified."""
