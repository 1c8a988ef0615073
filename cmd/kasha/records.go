package main

import (
	"github.com/spf13/cobra"

	"kasha/internal/console"
	"kasha/internal/operate"
)

// recordsAnswer is what `kasha records --json` prints.
type recordsAnswer struct {
	Environment string      `json:"environment"`
	Records     []dnsRecord `json:"records"`
}

type dnsRecord struct {
	For    string `json:"for"` // the field of the certificate that it validates, or the name that it points at the distribution
	Name   string `json:"name"`
	Type   string `json:"type"` // CNAME; A and AAAA are aliases
	Value  string `json:"value"`
	Status string `json:"status"` // of a validation, as ACM has it
}

// recordsCommand prints the DNS records that someone else must create.
func recordsCommand(c console.Console) *cobra.Command {
	var asJSON bool
	command := onEnvironment(c, &cobra.Command{
		Use:   "records --env ENVIRONMENT",
		Short: "print the DNS records that someone else must create",
		Long: "For edge.domain.certificateArn and manualRecords. It prints the records that validate the certificates, and those of the names " +
			"whose zone is in another account or with another provider.",
		Example: lines("kasha records --env prod", "kasha records --env prod --json"),
		Args:    atMost(0),
	}, func(o operate.Operator, _ []string) error {
		if !asJSON {
			_, err := o.Records()
			return err
		}
		records, err := printingTo(o, c.Err).Records()
		if err != nil {
			return err
		}
		answer := recordsAnswer{Environment: o.Environment.Name, Records: []dnsRecord{}}
		for _, record := range records {
			answer.Records = append(answer.Records, dnsRecord(record))
		}
		return c.Out.JSON(answer)
	})
	jsonFlag(command, &asJSON)
	return command
}
