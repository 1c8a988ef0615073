package config

import (
	"regexp"
	"strings"

	"kasha/lib/names"
	"kasha/lib/plaintext"
)

// secretFix is what to write in place of a secret in environment. It never repeats the value.
func secretFix(at object, variable, value string) string {
	fix := "remove it, keep it in Secrets Manager and name it beside environment: " + secretExample(at, variable)
	if databasePassword.MatchString(strings.ToUpper(variable)) {
		fix = `remove it: a process with "uses": ["database"] gets ` + names.DatabaseUsername + " and " + names.DatabasePassword +
			"; for another database, keep it in Secrets Manager: " + secretExample(at, variable)
	}
	if !plaintext.Holds(value) {
		fix += "; if it is not a secret, rename it"
	}
	return fix
}

// databasePassword is what applications call the password of their database.
var databasePassword = regexp.MustCompile(
	`^(DB|DATABASE|MYSQL|MARIADB|RDS|SQL|JDBC|(SPRING_)?DATASOURCE|FLYWAY)_([A-Z]+_)?(PASSWORD|PASSWD|PASS|PWD)$`)

// secretExample is an injected secret, under the name of the variable in the environment. Underscores divide the words of its
// name: ECS would read a hyphen and six characters as the end of an ARN.
func secretExample(at object, variable string) string {
	if !variablePattern.MatchString(variable) || len(variable) > longestQuote || isReserved(variable) {
		variable = "API_KEY"
	}
	environment := at.environment
	if !environmentPattern.MatchString(environment) || len(environment) > longestQuote || environment == names.Application {
		environment = "prod"
	}
	return `"secrets": {"` + variable + `": {"secret": "` + environment + "/" + strings.ToLower(variable) + `"}}`
}

// reservedFix says what sets a variable that nobody else can set.
func reservedFix(variable string) string {
	set := ""
	switch {
	case strings.HasPrefix(variable, "DATABASE_REPLICA_"):
		set = `leave it out: "replica" in uses sets it; or `
	case strings.HasPrefix(variable, "DATABASE_"):
		set = `leave it out: "database" in uses sets it; or `
	case variable == names.BucketName:
		set = `leave it out: "bucket" in uses sets it; or `
	case variable == names.KeepAliveSeconds:
		set = "leave it out: keepAliveSeconds sets it; or "
	case strings.HasPrefix(variable, "QUEUE_"):
		set = `leave it out: "queue:NAME" in uses sets it; or `
	case variable == names.BackendURL, strings.HasPrefix(variable, "SERVICE_URL_"):
		set = `leave it out: "service:NAME" in uses sets it; or `
	}
	return set + "another name; reserved are " + strings.Join(names.ReservedVariables(), ", ")
}

// assembledFix is what to write in place of ${NAME}: a shell puts the value together when the container starts.
func assembledFix(variable string) string {
	const text = "text without ${, #{Token[ and {{resolve:; a pattern for the application can stand in its image instead"
	if !variablePattern.MatchString(variable) || len(variable) > longestQuote {
		return text
	}
	return text + "; a shell can put it together when the container starts: " + shellExample(variable)
}

// shellExample is a command that sets a variable from those of the database.
func shellExample(variable string) string {
	return `"command": ["sh", "-c", "export ` + variable + "=jdbc:mysql://$" + names.DatabaseHost + ":$" + names.DatabasePort + "/$" +
		names.DatabaseName + `; exec java -jar app.jar"]`
}
