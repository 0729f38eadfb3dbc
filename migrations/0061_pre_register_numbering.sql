-- Prefixes to start with: the pattern is a proposal, each institution may set its own from a date on.
INSERT INTO register.numbering (institution, valid_from, prefix, pattern)
SELECT institution, DATE '2012-01-01', prefix, '{inst}-{yyyy}-{seq:06d}'
FROM (VALUES
    ('*', NULL), ('vp', 'VP'), ('op-riga', 'ROP'), ('op-ventspils', 'VOP'), ('op-liepaja', 'LOP'),
    ('pp-0001000', 'RPP'), ('pp-0002000', 'DPP'), ('pp-0003000', 'JPP'), ('pp-0004000', 'JUPP'),
    ('pp-0005000', 'LPP'), ('pp-0006000', 'REPP'), ('pp-0007000', 'VEPP'), ('pp-0020000', 'AIZPP'),
    ('pp-0021000', 'ALUPP'), ('pp-0022000', 'AUGPP'), ('pp-0023000', 'ADAPP'), ('pp-0024000', 'BALPP'),
    ('pp-0025000', 'BAUPP'), ('pp-0026000', 'CESPP'), ('pp-0027000', 'DKUPP'), ('pp-0028000', 'DOBPP'),
    ('pp-0029000', 'GULPP'), ('pp-0030000', 'JELPP'), ('pp-0031000', 'JEKPP'), ('pp-0032000', 'KRAPP'),
    ('pp-0033000', 'KULPP'), ('pp-0034000', 'KEKPP'), ('pp-0035000', 'LIMPP'), ('pp-0036000', 'LIVPP'),
    ('pp-0037000', 'LUDPP'), ('pp-0038001', 'MADPP'), ('pp-0039000', 'MARPP'), ('pp-0040000', 'OGRPP'),
    ('pp-0041000', 'OLAPP'), ('pp-0042000', 'PREPP'), ('pp-0043000', 'REZPP'), ('pp-0044000', 'ROPPP'),
    ('pp-0045000', 'SALPP'), ('pp-0046000', 'SLDPP'), ('pp-0047000', 'SAUPP'), ('pp-0048000', 'SIGPP'),
    ('pp-0049000', 'SMIPP'), ('pp-0051000', 'TALPP'), ('pp-0052000', 'TUKPP'), ('pp-0053000', 'VAKPP'),
    ('pp-0054000', 'VALPP'), ('pp-0056000', 'VENPP')
) AS seeds (institution, prefix);
