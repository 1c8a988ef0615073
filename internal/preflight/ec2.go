package preflight

import (
	"context"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go"

	"kasha/lib/config"
	"kasha/lib/names"
)

// ec2Answer is what EC2 says to one of the three questions that are asked here, or its refusal.
type ec2Answer struct {
	Zones     []zone                           `xml:"availabilityZoneInfo>item"`
	VPCs      []tagged                         `xml:"vpcSet>item"`
	Addresses []tagged                         `xml:"addressesSet>item"`
	Errors    []struct{ Code, Message string } `xml:"Errors>Error"`
}

// tagged is something with tags.
type tagged struct {
	Tags []struct {
		Key   string `xml:"key"`
		Value string `xml:"value"`
	} `xml:"tagSet>item"`
}

// isOf reports whether an environment has created something.
func (t tagged) isOf(env config.Environment) bool {
	said := map[names.Tag]string{}
	for _, tag := range t.Tags {
		said[names.Tag(tag.Key)] = tag.Value
	}
	return areOf(said, env)
}

// areOf reports whether tags are those of what an environment creates.
func areOf(tags map[names.Tag]string, env config.Environment) bool {
	return tags[names.TagApplication] == names.Application && tags[names.TagEnvironment] == env.Name
}

// askEC2 asks EC2 in a region for all of a kind: DescribeAvailabilityZones, DescribeVpcs or DescribeAddresses.
func askEC2(ctx context.Context, session aws.Config, region, action string) (ec2Answer, error) {
	said, err := request{
		service: "ec2", region: region, method: http.MethodPost, path: "/",
		header: map[string]string{"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"},
		body:   url.Values{"Action": {action}, "Version": {"2016-11-15"}}.Encode(),
	}.send(ctx, session)
	if err != nil {
		return ec2Answer{}, err
	}
	var answer ec2Answer
	if err := xml.Unmarshal(said.body, &answer); err != nil {
		return ec2Answer{}, fmt.Errorf("status %d and no XML", said.status)
	}
	if len(answer.Errors) > 0 {
		return ec2Answer{}, &smithy.GenericAPIError{Code: answer.Errors[0].Code, Message: answer.Errors[0].Message}
	}
	if said.status != http.StatusOK {
		return ec2Answer{}, fmt.Errorf("status %d", said.status)
	}
	return answer, nil
}
