package offers

import "strings"

// The forms here are as narrow as MySQL's own lists: RDS accepts some parameters as any text, and MySQL then does not start.

// collations matches the collations of the character sets that character_set_server can have. Source: MySQL 8.4 reference manual,
// "Unicode Character Sets" and "West European Character Sets"; `SHOW COLLATION` prints them.
func collations() string {
	modern := "0900_(ai_ci|as_ci|as_cs|bin)|(bg|bs|cs|da|de_pb|eo|es|es_trad|et|gl|hr|hu|is|la|lt|lv|mn_cyrl|nb|nn|pl|ro|ru|sk|sl|" +
		"sr_latn|sv|tr|vi)_0900_(ai_ci|as_cs)|ja_0900_as_cs(_ks)?|zh_0900_as_cs"
	languages := "croatian|czech|danish|esperanto|estonian|german2|hungarian|icelandic|latvian|lithuanian|persian|polish|roman|romanian|" +
		"sinhala|slovak|slovenian|spanish2?|swedish|turkish|vietnamese"
	unicode := "bin|(general|unicode|unicode_520|" + languages + ")_ci"
	return "utf8mb4_(" + modern + "|" + unicode + ")|utf8mb3_(" + unicode + "|(tolower|general_mysql500)_ci)|" +
		"latin1_(bin|(danish|general|german1|german2|spanish|swedish)_ci|general_cs)|ascii_(bin|general_ci)|binary"
}

// CollationFits reports whether a collation belongs to a character set. MySQL does not start with one that does not.
func CollationFits(collation, characterSet string) bool {
	return collation == characterSet || strings.HasPrefix(collation, characterSet+"_")
}

// locales matches the values of lc_time_names. Source: MySQL 8.4 reference manual, "MySQL Server Locale Support".
func locales() string {
	return "ar_(AE|BH|DZ|EG|IN|IQ|JO|KW|LB|LY|MA|OM|QA|SA|SD|SY|TN|YE)|de_(AT|BE|CH|DE|LU)|en_(AU|CA|GB|IN|NZ|PH|US|ZA|ZW)|" +
		"es_(AR|BO|CL|CO|CR|DO|EC|ES|GT|HN|MX|NI|PA|PE|PR|PY|SV|US|UY|VE)|fr_(BE|CA|CH|FR|LU)|it_(CH|IT)|nl_(BE|NL)|pt_(BR|PT)|" +
		"ru_(RU|UA)|sv_(FI|SE)|zh_(CN|HK|TW)|be_BY|bg_BG|ca_ES|cs_CZ|da_DK|el_GR|et_EE|eu_ES|fi_FI|fo_FO|gl_ES|gu_IN|he_IL|hi_IN|" +
		"hr_HR|hu_HU|id_ID|is_IS|ja_JP|ko_KR|lt_LT|lv_LV|mk_MK|mn_MN|ms_MY|nb_NO|no_NO|pl_PL|rm_CH|ro_RO|sk_SK|sl_SI|sq_AL|sr_RS|" +
		"ta_IN|te_IN|th_TH|tr_TR|uk_UA|ur_PK|vi_VN"
}

// switches matches optimizer_switch. Source: MySQL 8.4 reference manual, "Switchable Optimizations".
func switches() string {
	one := "(batched_key_access|block_nested_loop|condition_fanout_filter|derived_condition_pushdown|derived_merge|duplicateweedout|" +
		"engine_condition_pushdown|firstmatch|hash_join|hash_set_operations|index_condition_pushdown|index_merge|index_merge_intersection|" +
		"index_merge_sort_union|index_merge_union|loosescan|materialization|mrr|mrr_cost_based|prefer_ordering_index|semijoin|skip_scan|" +
		"subquery_materialization_cost_based|subquery_to_derived|use_index_extensions|use_invisible_indexes)=(on|off|default)"
	return one + "(," + one + ")*"
}
