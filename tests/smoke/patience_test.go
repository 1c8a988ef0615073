package smoke

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// TestRetriesUntilTheTimeout catches a new distribution that is given up too early, and a broken one that is retried without end.
func TestRetriesUntilTheTimeout(t *testing.T) {
	t.Parallel()
	t.Run("it comes", func(t *testing.T) {
		t.Parallel()
		var asked atomic.Int32
		d := healthy()
		d.https = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if asked.Add(1) < 3 {
				answer(http.StatusServiceUnavailable, nil).ServeHTTP(w, r)
				return
			}
			answer(http.StatusOK, secure()).ServeHTTP(w, r)
		})
		saw := run(t, d.start(t), "SMOKE_PATIENCE=60")
		saw.expect(t, 0, "Healthy: all 5 checks passed.")
		if want := "wait  https://" + distribution + "/: status 503; asking again in 1 seconds"; strings.Count(saw.output, want) != 2 {
			t.Errorf("got\n%s\nwant %q in it twice", saw.output, want)
		}
	})
	t.Run("it never comes", func(t *testing.T) {
		t.Parallel()
		d := healthy()
		d.https, d.http = nil, nil
		begin := time.Now()
		saw := run(t, d.start(t), "SMOKE_PATIENCE=3")
		saw.expect(t, 1, "Unhealthy: 3 of 5 checks failed.", "https://"+distribution+"/ does not answer", "https://"+distribution+"/ shows no",
			"http://"+distribution+"/ does not answer")
		if took := time.Since(begin); took > 20*time.Second {
			t.Errorf("took %v, want at most 20 s", took)
		}
	})
	t.Run("no time heals it", func(t *testing.T) {
		t.Parallel()
		d := healthy()
		d.https = answer(http.StatusNotFound, secure())
		saw := run(t, d.start(t), "SMOKE_PATIENCE=60")
		saw.expect(t, 1, "Unhealthy: 1 of 5 checks failed.", "https://"+distribution+"/ answers with status 404")
		if strings.Contains(saw.output, "wait ") {
			t.Errorf("got\n%s\nwant no retry", saw.output)
		}
	})
}

// TestOffHours catches a stopped site that fails during its off-hours, and one that is accepted outside them. It also catches a load
// balancer that is not checked at night.
func TestOffHours(t *testing.T) {
	t.Parallel()
	const berlin = "AWAKE=MON,TUE,WED,THU,FRI 07:00 20:00 Europe/Berlin"
	for _, test := range []struct {
		now   string
		awake bool
	}{
		{"Mon 07:00", true}, {"Fri 19:59", true}, {"Wed 12:00", true},
		{"Mon 06:59", false}, {"Fri 20:00", false}, {"Sat 12:00", false}, {"Sun 07:30", false}, {"Tue 00:00", false},
	} {
		t.Run(test.now, func(t *testing.T) {
			t.Parallel()
			off := healthy()
			off.https, off.http = answer(http.StatusServiceUnavailable, secure()), http.HandlerFunc(redirect)
			saw := run(t, off.start(t), berlin, "SITE=https://"+site, "SMOKE_NOW="+test.now)
			if test.awake {
				saw.expect(t, 1, "Unhealthy: 2 of 8 checks failed.", "https://"+distribution+"/ answers with status 503",
					"https://"+site+"/ answers with status 503")
				return
			}
			saw.expect(t, 0, "Healthy: all 2 checks passed.")
			want := "skip  https://" + distribution + "/ is switched off at this hour by its schedule " +
				"(MON,TUE,WED,THU,FRI 07:00 20:00 Europe/Berlin), so it was not checked\n"
			if !strings.HasPrefix(saw.output, want) {
				t.Errorf("got\n%s\nwant %q in it", saw.output, want)
			}
			off.balancer = answer(http.StatusOK, nil)
			run(t, off.start(t), berlin, "SMOKE_NOW="+test.now).expect(t, 1, "Unhealthy: 1 of 2 checks failed.",
				"open load balancer: http://"+balancer+"/ answers")
		})
	}
	t.Run("by the clock of the zone", func(t *testing.T) {
		t.Parallel()
		// Awake on every day but at one minute: now, somewhere on earth. The two zones are a day apart.
		for _, zone := range []string{"Pacific/Kiritimati", "Pacific/Pago_Pago"} {
			place, err := time.LoadLocation(zone)
			if err != nil {
				t.Fatal(err)
			}
			today := strings.ToUpper(time.Now().In(place).Format("Mon"))
			saw := run(t, healthy().start(t), "AWAKE="+today+" 00:00 23:59 "+zone)
			if time.Now().In(place).Format("15:04") != "23:59" && strings.ToUpper(time.Now().In(place).Format("Mon")) == today {
				saw.expect(t, 0, "Healthy: all 5 checks passed.")
			}
		}
	})
}
