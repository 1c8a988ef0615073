package exposure

// Checked is one row of the tables of settings.
type Checked struct {
	Opening        bool // otherwise a weakening
	Resource, What string
}

// AllChecked lists what the tables check, but for the settings of every resource type.
func AllChecked() []Checked {
	var all []Checked
	for _, s := range settings() {
		if s.resource != "" {
			all = append(all, Checked{Opening: s.kind == opens, Resource: s.resource, What: s.what})
		}
	}
	return all
}

func GoesUnsaid() map[string]string { return goesUnsaid() }
