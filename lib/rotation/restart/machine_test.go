package restart

import (
	"testing"

	"kasha/tests/statemachine"
)

func TestMain(m *testing.M) { statemachine.Main(m) }

// production returns the settings of a production environment whose tasks hold the password.
func production() Settings {
	return Settings{
		Environment:         "dev",
		AdminSecretArn:      "arn:aws:secretsmanager:us-east-1:111111111111:secret:admin",
		ConnectionSecretArn: "arn:aws:secretsmanager:us-east-1:111111111111:secret:connection",
		ClusterName:         "kasha-dev",
		ServiceName:         "backend",
		TopicArn:            "arn:aws:sns:us-east-1:111111111111:kasha-dev-alarms",
		CheckMinutes:        15,
		RotationDays:        90,
	}
}

func filledIn(t *testing.T, settings Settings) (string, statemachine.Machine) {
	t.Helper()
	return statemachine.Fill(t, Definition, settings.Placeholders())
}
