package runbook

import (
	"regexp"
	"slices"
	"strings"

	"kasha/lib/config"
	"kasha/lib/names"
)

// shippedQueues are the queues of the environments that runbooks are written for. A test compares them with the defaults.
func shippedQueues() []string { return []string{"jobs", "events", "email", "webhook"} }

var (
	// A queue, its dead-letter queue or an alarm on it, kasha-prod-warning-queue-age-jobs; or the output with its URL, QueueUrlJobs. The
	// alarm kasha-prod-critical-database-events is on no queue.
	queueName = regexp.MustCompile(`\bkasha[-](?:prod|dev)-(?:[a-z]+-(?:dead-letters|queue-age|queue-depth)-)?` +
		`(jobs|events|email|webhook)((?:-[a-z0-9]+)*)`)
	queueOutput = regexp.MustCompile(`\b(?:DeadLetter)?QueueUrl(Jobs|Events|Email|Webhook)\b`)

	// A queue or its dead-letter queue itself, and no alarm on it.
	isQueue = regexp.MustCompile("^`?kasha[-](?:prod|dev)-(?:jobs|events|email|webhook)(?:-dead)?`?$")

	// Several of them in a row, as an enumeration in prose or in a table; or one.
	anyQueue    = "(?:" + queueName.String() + "|" + queueOutput.String() + ")"
	queueOrList = regexp.MustCompile("`" + anyQueue + "`(?:(?:,\\s+|\\s+and\\s+)`" + anyQueue + "`)+|" + anyQueue)
)

// queues writes an environment's queues in place of the shipped ones. A queue that is named alone becomes the one at its place in the
// configuration, or the last if there are fewer. An enumeration becomes one of all queues, or of all but the first where it leaves out
// the first; "none" if there is only one.
func queues(text string, messaging config.Messaging) string {
	all := slices.Concat(messaging.Main, messaging.Notification)
	if slices.Equal(all, shippedQueues()) {
		return text
	}
	// One pass: a queue that is written here must not be taken for a shipped one of the same name.
	return queueOrList.ReplaceAllStringFunc(text, func(found string) string {
		switch {
		case strings.HasPrefix(found, "`"):
			return enumerate(found, all, messaging)
		case !ofQueue(found):
			return found
		}
		return rename(found, all[min(placeOf(found), len(all)-1)], messaging)
	})
}

// enumerate repeats what the run says of its first queue for each of the environment's.
func enumerate(run string, all []string, messaging config.Messaging) string {
	words := regexp.MustCompile("`[^`]+`").FindAllString(run, -1)
	if slices.ContainsFunc(words, func(word string) bool { return !ofQueue(word) }) {
		return run // a list of alarms
	}
	first := placeOf(words[0])
	var forms []string // of one queue: the queue itself, and its dead-letter queue
	for _, word := range words {
		if placeOf(word) == first {
			forms = append(forms, word)
		}
	}
	var written []string
	for _, queue := range all[min(first, 1):] {
		for _, form := range forms {
			written = append(written, rename(form, queue, messaging))
		}
	}
	if len(written) == 0 {
		return "none"
	}
	return strings.Join(written, ", ")
}

// ofQueue reports whether a name ends with a queue's or its dead-letter queue's: kasha-prod-events-rule would be something else.
func ofQueue(name string) bool {
	found := queueName.FindStringSubmatch(name)
	return found == nil || found[2] == "" || found[2] == names.DeadLetters
}

// placeOf returns the place of the shipped queue that a name is made of.
func placeOf(name string) int {
	found := queueOutput.FindStringSubmatch(name)
	if found == nil {
		found = queueName.FindStringSubmatch(name)
	}
	return slices.Index(shippedQueues(), strings.ToLower(found[1]))
}

// rename puts another queue in the place of the shipped one. The name of a FIFO queue, and of its dead-letter queue, ends in .fifo.
func rename(name, queue string, messaging config.Messaging) string {
	shipped := shippedQueues()[placeOf(name)]
	if queueOutput.MatchString(name) {
		return strings.Replace(name, "Url"+names.Title(shipped), "Url"+names.Title(queue), 1)
	}
	at := strings.LastIndex(name, "-"+shipped)
	renamed := name[:at] + "-" + queue + name[at+1+len(shipped):]
	if messaging.Queue(queue).FIFO && isQueue.MatchString(name) {
		end := len(strings.TrimRight(renamed, "`"))
		renamed = renamed[:end] + names.FIFOSuffix + renamed[end:]
	}
	return renamed
}
