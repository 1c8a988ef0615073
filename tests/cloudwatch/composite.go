package cloudwatch

// Notifications counts how often a composite alarm of the form "any of these children" notifies people. histories are the children's
// states over the same moments. A composite alarm acts when its own state changes to ALARM. A child that stays in ALARM therefore
// hides every failure that another child reports.
func Notifications(histories ...[]State) int {
	count, before := 0, OK
	for moment := range histories[0] {
		now := OK
		for _, states := range histories {
			if states[moment] == InAlarm {
				now = InAlarm
			}
		}
		if now == InAlarm && before != InAlarm {
			count++
		}
		before = now
	}
	return count
}
