-- Whether an institution has taken a card is asked whenever its journal names one.
CREATE INDEX referral_card_number ON dispatch.referral (card_number, to_institution);
