package scalar_test

import (
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/scalar"
)

func TestParseTime(t *testing.T) {
	t.Parallel()
	want := time.Date(2020, 5, 7, 11, 27, 3, 0, time.UTC)
	for _, text := range []string{
		"2020-05-07T11:27:03Z", "2020-05-07T13:27:03+02:00", "2020-05-07T11:27:03.000Z", "2020-05-07T11:27:03", "20200507T112703Z",
		"1588850823", "1588850823.0", " 1588850823 ", "1.588850823e9", "Thu, 07 May 2020 11:27:03 GMT", "Thu, 07 May 2020 11:27:03 +0000",
	} {
		if got, err := scalar.ParseTime(text); err != nil || !got.Equal(want) || got.Location() != time.UTC {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "soon", "2020-13-07T11:27:03Z", "NaN", "Infinity", "1e300", "-1e13", "253402300800"} {
		if got, err := scalar.ParseTime(text); err == nil {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestAppendTime(t *testing.T) {
	t.Parallel()
	at := time.Date(2020, 5, 7, 11, 27, 3, 0, time.UTC)
	for _, c := range []struct {
		at           time.Time
		format, want string
	}{
		{at, scalar.ISO8601, "2020-05-07T11:27:03Z"},
		{at.Add(120 * time.Millisecond), scalar.ISO8601, "2020-05-07T11:27:03.120Z"},
		{at.Add(999 * time.Microsecond), scalar.ISO8601, "2020-05-07T11:27:03Z"},
		{at.In(time.FixedZone("", 7200)), scalar.ISO8601, "2020-05-07T11:27:03Z"},
		{at, scalar.Unix, "1588850823"},
		{at.Add(120 * time.Millisecond), scalar.Unix, "1588850823.12"},
		{time.UnixMilli(-1500), scalar.Unix, "-1.5"},
		{at, scalar.RFC822, "Thu, 07 May 2020 11:27:03 GMT"},
	} {
		if got := string(scalar.AppendTime(nil, c.at, c.format)); got != c.want {
			t.Errorf("%s: %s, want %s", c.format, got, c.want)
		}
	}
}

func TestTimeFormat(t *testing.T) {
	t.Parallel()
	iso := &awsapi.Shape{Format: scalar.ISO8601}
	for want, got := range map[string]string{
		scalar.RFC822:  scalar.TimeFormat(&awsapi.Member{Format: scalar.RFC822}, iso, scalar.Unix),
		scalar.ISO8601: scalar.TimeFormat(&awsapi.Member{}, iso, scalar.Unix),
		scalar.Unix:    scalar.TimeFormat(&awsapi.Member{}, &awsapi.Shape{}, scalar.Unix),
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestFloats(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]float64{
		"0": 0, "-1.5": -1.5, "100000": 1e5, "1e+21": 1e21, "1e-07": 1e-7, "Infinity": math.Inf(1), "-Infinity": math.Inf(-1),
	} {
		if got, ok := scalar.ParseFloat(text); !ok || got != want {
			t.Errorf("%s: %v, %t", text, got, ok)
		}
		if got := string(scalar.AppendFloat(nil, want)); got != text {
			t.Errorf("%v: %s, want %s", want, got, text)
		}
	}
	if got, ok := scalar.ParseFloat("NaN"); !ok || !math.IsNaN(got) {
		t.Errorf("NaN: %v", got)
	}
	for _, text := range []string{"", "inf", "nan", "0x1p-2", "1_0", "1e999", "a", " 1"} {
		if got, ok := scalar.ParseFloat(text); ok {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestSetRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind awsapi.Kind
		into any
		text string
	}{
		{awsapi.String, new(string), "\xff"}, {awsapi.Boolean, new(bool), "TRUE"}, {awsapi.Boolean, new(bool), "1"},
		{awsapi.Integer, new(int64), "2147483648"}, {awsapi.Long, new(int64), "1.0"}, {awsapi.Double, new(float64), "one"},
		{awsapi.Timestamp, new(time.Time), "soon"}, {awsapi.Blob, new([]byte), "*"}, {awsapi.List, new([]string), "a"},
	} {
		if err := scalar.Set(reflect.ValueOf(c.into).Elem(), &awsapi.Shape{Kind: c.kind}, c.text); err == nil {
			t.Errorf("%q was read into %T", c.text, c.into)
		}
	}
}

func TestSetAndAppend(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind awsapi.Kind
		into any
		text string
	}{
		{awsapi.String, new(string), "é"}, {awsapi.Boolean, new(bool), "true"}, {awsapi.Boolean, new(bool), "false"},
		{awsapi.Integer, new(int64), "-2147483648"}, {awsapi.Long, new(int64), "9223372036854775807"}, {awsapi.Float, new(float64), "1.25"},
		{awsapi.Timestamp, new(time.Time), "2020-05-07T11:27:03.120Z"}, {awsapi.Blob, new([]byte), "AAE="},
	} {
		v, s := reflect.ValueOf(c.into).Elem(), &awsapi.Shape{Kind: c.kind}
		if err := scalar.Set(v, s, c.text); err != nil {
			t.Errorf("%s: %v", c.text, err)
		}
		if got := string(scalar.Append(nil, v, s, scalar.ISO8601)); got != c.text {
			t.Errorf("%s became %s", c.text, got)
		}
	}
	// A map's value has no address.
	at := time.Unix(1, 0)
	if got := scalar.Time(reflect.ValueOf(at)); !got.Equal(at) {
		t.Errorf("%v", got)
	}
}
