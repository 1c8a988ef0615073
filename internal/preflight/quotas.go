package preflight

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"

	"kasha/lib/config"
	"kasha/lib/quotas"
	"kasha/lib/spelling"
)

// checkQuotas adds up what the environments of cdk.json take of this one's account, and compares the sums with what the account may have.
// Only sums above the default are asked for. What else is in the account is counted where one question is enough: see checkRoom.
func checkQuotas(ctx context.Context, session aws.Config, kasha config.Kasha, env config.Environment, account string) []string {
	sums := addUp(kasha, env)
	var notes []string
	for _, quota := range quotas.All() {
		for _, place := range env.Places() {
			taken, ok := sums[take{quota.Item, place}]
			needed := taken.amount + float64(quota.There)
			if !ok || needed <= float64(quota.Default) {
				continue
			}
			region := regionOf(place, env)
			may, known := granted(ctx, session, quota, region)
			if known && needed <= may {
				continue
			}
			note := fmt.Sprintf("%s %s %s %s", taken.who(env, account), number(taken.amount), quota.Item, where(place))
			if quota.There > 0 {
				note += fmt.Sprintf(" beside the %d that every account begins with", quota.There)
			}
			if known {
				note += fmt.Sprintf(", and this account may have %s. Ask for more with: %s", number(may), increase(quota, region, needed))
			} else {
				note += fmt.Sprintf(", and a new account has %d. See what this one may have with: aws service-quotas get-service-quota%s",
					quota.Default, code(quota, region))
			}
			notes = append(notes, note+" (docs/quotas.md)")
		}
	}
	return notes
}

// take names what is added up.
type take struct {
	item  quotas.Item
	place string
}

// sum is what environments take together.
type sum struct {
	amount float64
	takers int
}

func (s sum) who(env config.Environment, account string) string {
	if s.takers == 1 {
		return env.Name + " takes"
	}
	return fmt.Sprintf("The %s of cdk.json in account %s take", spelling.Count(s.takers, "environment"), account)
}

// takesOf adds up what one environment takes of an account.
func takesOf(env config.Environment, account string) map[take]float64 {
	amounts := map[take]float64{}
	for _, t := range env.Takes() {
		if t.Account == account {
			amounts[take{t.Item, t.Place}] += t.Amount
		}
	}
	return amounts
}

// addUp adds up, for all environments of the account, what this one takes too.
func addUp(kasha config.Kasha, env config.Environment) map[take]sum {
	sums := map[take]sum{}
	for key := range takesOf(env, env.Account) {
		sums[key] = sum{}
	}
	for _, other := range kasha.Environments {
		amounts := takesOf(other, env.Account)
		for key, amount := range amounts {
			if before, ok := sums[key]; ok && amount > 0 {
				sums[key] = sum{before.amount + amount, before.takers + 1}
			}
		}
	}
	return sums
}

// where is a place in a sentence.
func where(place string) string {
	if place == "" {
		return "in all regions"
	}
	return "in " + place
}

// number writes an amount without superfluous digits: 6 or 6.5.
func number(amount float64) string { return strconv.FormatFloat(amount, 'f', -1, 64) }

// regionOf is the region in which Service Quotas knows what is counted at a place. What is counted in all regions together is CloudFront's.
func regionOf(place string, env config.Environment) string {
	switch {
	case place == "":
		return config.EdgeRegion
	case slices.Contains(env.AvailabilityZones, place):
		return env.Region
	}
	return place
}

// code names a quota on the AWS CLI's command line.
func code(quota quotas.Quota, region string) string {
	service, code, _ := strings.Cut(quota.Raised, "/")
	return fmt.Sprintf(" --region %s --service-code %s --quota-code %s", region, service, code)
}

// increase is the command that asks for more of a quota.
func increase(quota quotas.Quota, region string, wanted float64) string {
	return fmt.Sprintf("aws service-quotas request-service-quota-increase%s --desired-value %.0f", code(quota, region), math.Ceil(wanted))
}

// granted asks Service Quotas what the account may have. An account for which it has no value of its own has the default. It is not known
// if these credentials may not ask, or nobody answers.
func granted(ctx context.Context, session aws.Config, quota quotas.Quota, region string) (value float64, known bool) {
	service, code, _ := strings.Cut(quota.Raised, "/")
	answer, err := request{
		service: "servicequotas", region: region, method: http.MethodPost, path: "/",
		header: map[string]string{"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "ServiceQuotasV20190624.GetServiceQuota"},
		body:   fmt.Sprintf(`{"ServiceCode": %q, "QuotaCode": %q}`, service, code),
	}.send(ctx, session)
	if err != nil {
		return 0, false
	}
	var read struct {
		Quota struct{ Value *float64 }
		Type  string `json:"__type"`
	}
	if err := json.Unmarshal(answer.body, &read); err != nil {
		return 0, false
	}
	switch {
	case answer.status == http.StatusOK && read.Quota.Value != nil:
		return *read.Quota.Value, true
	case strings.HasSuffix(read.Type, "NoSuchResourceException"):
		return float64(quota.Default), true
	}
	return 0, false
}
