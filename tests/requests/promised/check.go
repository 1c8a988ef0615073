package promised

import (
	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
	"kasha/internal/operate"
	"kasha/lib/config"
	"kasha/tests/requests"
)

// Password is the one that Check sets for sites that ask for one.
const Password = "correct-horse-battery"

// Pass is the value of the canary's header: the reference, because no template holds the value.
func Pass(env config.Environment) string {
	return "{{resolve:secretsmanager:" + env.Names().AccessSecret() + ":SecretString}}"
}

// Store is what kasha password stores.
func Store(env config.Environment) map[string]string {
	store := map[string]string{}
	for _, hash := range operate.AccessHashes(Password, Pass(env)) {
		store[hash.Key] = hash.Value
	}
	return store
}

// Check holds the templates of an environment against its configuration. It returns broken promises by field of edge.
func Check(env config.Environment, stacks []assembly.Stack, functions *requests.Functions) (map[string][]string, error) {
	model, err := cloudformation.Resolve(stacks)
	if err != nil {
		return nil, err
	}
	edge, err := requests.Read(model, functions)
	if err != nil {
		return nil, err
	}
	edge.Fill(Store(env))
	broken := map[string][]string{}
	for _, promise := range (Site{Edge: env.Edge, Password: Password, Pass: Pass(env)}).Promises() {
		if problem := promise.Broken(edge.Answer(promise.Request)); problem != "" {
			broken[promise.Field] = append(broken[promise.Field], problem)
		}
	}
	if problem := certificate(env.Edge, edge); problem != "" {
		broken["domain.certificateArn"] = []string{problem}
	}
	return broken, nil
}

// certificate says what is wrong with the viewers' certificate.
func certificate(edge config.Edge, built *requests.Edge) string {
	want := ""
	switch {
	case edge.Domain != nil && edge.Domain.CertificateARN != "":
		want = edge.Domain.CertificateARN
	case edge.Domain != nil:
		want = requests.OwnCertificate
	}
	if got := built.Certificate(); got != want {
		return "domain.certificateArn: viewers get " + got + ", want " + want
	}
	return ""
}
