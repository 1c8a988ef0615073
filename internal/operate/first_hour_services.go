package operate

import (
	"fmt"
	"strings"
	"time"

	"kasha/lib/names"
	"kasha/lib/spelling"
)

// askBalancers reads back what the template asks of each load balancer. CloudFormation may ignore an attribute.
func askBalancers(o Operator) (Answer, error) {
	var balancers []string
	if err := o.AWS.Call(&balancers, "cloudformation", "list-stack-resources", "--stack-name", o.names().Stack(names.Services), "--query",
		"StackResourceSummaries[?ResourceType=='AWS::ElasticLoadBalancingV2::LoadBalancer'].PhysicalResourceId"); err != nil {
		return Answer{}, err
	}
	want := map[string]string{
		"deletion_protection.enabled":                     fmt.Sprint(o.Environment.IsProduction()),
		"routing.http.drop_invalid_header_fields.enabled": "true",
		"access_logs.s3.enabled":                          "true",
	}
	var says []string
	for _, balancer := range balancers {
		var attributes []struct{ Key, Value string }
		if err := o.AWS.Call(&attributes, "elbv2", "describe-load-balancer-attributes", "--load-balancer-arn", balancer,
			"--query", "Attributes"); err != nil {
			return Answer{}, err
		}
		found := 0
		for _, attribute := range attributes {
			if value, asked := want[attribute.Key]; asked {
				found++
				if value != attribute.Value {
					says = append(says, fmt.Sprintf("%s: %s is %s", balancer, attribute.Key, attribute.Value))
				}
			}
		}
		if found < len(want) {
			says = append(says, fmt.Sprintf("%s: %d of %d attributes are there", balancer, found, len(want)))
		}
	}
	there, wanted := spelling.Count(len(balancers), "load balancer"), o.Environment.LoadBalancers()
	if len(says) > 0 || len(balancers) != wanted {
		return Answer{Says: list(append(says, fmt.Sprintf("%s, want %d", there, wanted)))}, nil
	}
	return Answer{Says: "as in the template, on " + there, Right: true}, nil
}

func askSubscriptions(o Operator) (Answer, error) {
	var topics, subscriptions []string
	if err := o.AWS.Call(&topics, "sns", "list-topics", "--query",
		"Topics[?ends_with(TopicArn, ':"+o.names().AlarmTopic()+"')].TopicArn"); err != nil {
		return Answer{}, err
	}
	if len(topics) != 1 {
		return Answer{Says: "there is no topic " + o.names().AlarmTopic()}, nil
	}
	err := o.AWS.Call(&subscriptions, "sns", "list-subscriptions-by-topic", "--topic-arn", topics[0],
		"--query", "Subscriptions[].join(' ', [Protocol, SubscriptionArn])")
	all := list(subscriptions)
	return Answer{Says: all, Right: len(subscriptions) > 0 && !strings.Contains(all, "PendingConfirmation")}, err
}

// askEventRules reads the metric of each event rule of the environment: how often EventBridge could not publish.
func askEventRules(o Operator) (Answer, error) {
	var rules, says []string
	if err := o.AWS.Call(&rules, "events", "list-rules", "--name-prefix", o.names().Prefix(), "--query", "Rules[].Name"); err != nil {
		return Answer{}, err
	}
	now := time.Now()
	for _, rule := range rules {
		var failed []float64
		if err := o.AWS.Call(&failed, "cloudwatch", "get-metric-statistics", "--namespace", "AWS/Events", "--metric-name", "FailedInvocations",
			"--dimensions", "Name=RuleName,Value="+rule, "--statistics", "Sum", "--period", "86400",
			"--start-time", fmt.Sprint(now.Add(-24*time.Hour).Unix()), "--end-time", fmt.Sprint(now.Unix()),
			"--query", "Datapoints[].Sum"); err != nil {
			return Answer{}, err
		}
		for _, sum := range failed {
			if sum > 0 {
				says = append(says, fmt.Sprintf("%s: %.0f times", rule, sum))
			}
		}
	}
	if len(rules) == 0 {
		return Answer{Says: "there is no rule " + o.names().Prefix() + "*"}, nil
	}
	if len(says) == 0 {
		return Answer{Says: spelling.Count(len(rules), "rule") + ", and none failed", Right: true}, nil
	}
	return Answer{Says: list(says)}, nil
}
