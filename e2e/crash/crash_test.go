// Package crash proves that a server that is killed loses nothing it acknowledged and leaves nothing half done.
//
//	build the program once
//	life:  start ─▶ load from several goroutines over the wire ─▶ kill -9 at a random moment (some die while they start)
//	       start ─▶ read everything back ─▶ compare with the diaries of those who loaded ─▶ next life on the same data
//
// What a goroutine does stands in its diary: what was acknowledged must be there, or gone; what was asked and never answered
// may have happened or not, but wholly. A stack that was at work must have come to an end by itself. What is there beyond
// all that is an orphan.
//
//	SALLYPORT_SOAK=10m    goes on for so long (make soak)
//	SALLYPORT_SEED=n      repeats the choices of an earlier run
//	SALLYPORT_KILLS=n     another number of kills than 200
package crash

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

const defaultKills = 200

func TestKilledServer(t *testing.T) {
	if testing.Short() {
		t.Skip("kills a server hundreds of times")
	}
	end := func(kills int, _ time.Time) bool { return kills >= number(t, "SALLYPORT_KILLS", defaultKills) }
	if soak := os.Getenv("SALLYPORT_SOAK"); soak != "" {
		long, err := time.ParseDuration(soak)
		if err != nil {
			t.Fatal(err)
		}
		end = func(_ int, begun time.Time) bool { return time.Since(begun) >= long }
	}
	w := newWorld(t, keptFolder(t))
	w.begin()
	for begun := time.Now(); !end(w.kills, begun); w.life++ {
		w.live(pause(w.dice, 50, 300))
		for w.dice.IntN(4) == 0 { // the next one dies young
			w.dieStarting()
		}
		if w.life%8 == 0 {
			w.checkFile()
		}
		w.start()
		w.compare()
	}
	w.server.terminate(t)
	w.checkFile()
	t.Logf("%d kills in %d lives, %d of them while starting; %s", w.kills, w.life, w.young, w.counts())
}

// The first start makes the folder, the master key, the schema and the root's key. Wherever it is cut off, the next one
// finishes it.
func TestKilledFirstStart(t *testing.T) {
	if testing.Short() {
		t.Skip("kills a server many times")
	}
	seen := newWorld(t, "")
	for range 20 {
		w := &world{t: t, data: filepath.Join(keptFolder(t), "data"), dice: seen.dice}
		w.dieStarting()
		w.base = newDiary("fixture", w.dice)
		w.start()
		apiWorker{w.base}.define()
		w.fail("after a first start that was cut off", w.base.wrong)
		w.compare()
		w.server.terminate(t)
	}
}

// A server that is asked to stop while it works ends well and keeps what it acknowledged.
func TestStoppedServer(t *testing.T) {
	if testing.Short() {
		t.Skip("stops a server under load")
	}
	w := newWorld(t, keptFolder(t))
	w.begin()
	for w.life = range 5 {
		stop := w.load()
		time.Sleep(pause(w.dice, 200, 600))
		w.server.terminate(t)
		stop()
		w.checkFile()
		w.start()
		w.compare()
	}
	w.server.terminate(t)
	t.Log(w.counts())
}

// keptFolder is a data folder that stays when the test fails.
func keptFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "sallyport-crash-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the data are in %s", dir)
			return
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func number(t *testing.T, variable string, otherwise int) int {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func pause(dice *rand.Rand, least, most int) time.Duration {
	return time.Duration(least+dice.IntN(most-least+1)) * time.Millisecond
}
