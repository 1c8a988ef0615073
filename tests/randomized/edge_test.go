package randomized

import (
	"kasha/internal/assembly"
	"kasha/lib/config"
	"kasha/tests/requests"
	"kasha/tests/requests/promised"
)

// viewers compares what viewers get with what each field of edge promises, with the functions' own code.
func viewers(kasha config.Kasha, whole assembly.Assembly) []string {
	functions, err := requests.StartFunctions()
	if err != nil {
		return []string{err.Error()}
	}
	defer functions.Close()
	var problems []string
	for _, env := range kasha.Environments {
		broken, err := promised.Check(env, whole.Stage(env.Name), functions)
		if err != nil {
			problems = append(problems, env.Name+": "+err.Error())
		}
		for _, each := range broken {
			problems = append(problems, env.Name+": "+each[0])
		}
	}
	return problems
}
