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

// Decided is what is decided about a new resource of a type.
type Decided struct {
	Judged bool
	Sends  []string
	Why    string
}

// NewResources are the decisions for all types.
func NewResources() map[string]Decided {
	all := map[string]Decided{}
	for resource, d := range newResources() {
		all[resource] = Decided{Judged: d.judge != nil, Sends: d.sends, Why: d.why}
	}
	return all
}
