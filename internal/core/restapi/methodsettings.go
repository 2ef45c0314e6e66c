package restapi

import (
	"strconv"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// The account's limits, which are every method's unless the stage says otherwise.
const (
	usualRate  = 10000.0
	usualBurst = 5000
)

// usualSetting is what a setting holds besides what was set.
func usualSetting() apigateway.MethodSetting {
	return apigateway.MethodSetting{
		MetricsEnabled: awsapi.Ptr(false), DataTraceEnabled: awsapi.Ptr(false),
		ThrottlingBurstLimit: awsapi.Ptr(int64(usualBurst)), ThrottlingRateLimit: awsapi.Ptr(usualRate),
		CachingEnabled: awsapi.Ptr(false), CacheTtlInSeconds: awsapi.Ptr(int64(300)), CacheDataEncrypted: awsapi.Ptr(false),
		RequireAuthorizationForCacheControl:    awsapi.Ptr(true),
		UnauthorizedCacheControlHeaderStrategy: awsapi.Ptr("SUCCEED_WITH_RESPONSE_HEADER"),
	}
}

// patchMethodSettings patches /{resource}/{method}/{category}/{name}, where the resource is an escaped path such as ~1pets
// and * stands for all.
func patchMethodSettings(
	settings *map[string]apigateway.MethodSetting, op, path string, value *string,
) (bool, error) {
	parts := strings.Split(strings.TrimPrefix(path, "/"), "/")
	if len(parts) == 2 && op == opRemove {
		delete(*settings, parts[0]+"/"+parts[1])
		return true, nil
	}
	if len(parts) != 4 {
		return false, nil
	}
	key := parts[0] + "/" + parts[1]
	setting, ok := (*settings)[key]
	if !ok {
		setting = usualSetting()
	}
	t := settingTable("/"+key, &setting)
	if op == opAdd {
		// A setting has a value always: adding is replacing.
		op = opReplace
	}
	err := t.apply([]apigateway.PatchOperation{{Op: &op, Path: &path, Value: value}})
	if err == nil {
		put(settings, key, setting)
	}
	return true, err
}

func settingTable(at string, m *apigateway.MethodSetting) *patchTable {
	const badNumber = "Invalid number specified in method settings"
	return &patchTable{fields: []patchField{
		{path: at + "/logging/loglevel", set: level(&m.LoggingLevel)},
		boolField(at+"/logging/dataTrace", &m.DataTraceEnabled),
		boolField(at+"/metrics/enabled", &m.MetricsEnabled),
		numberField(at+"/throttling/burstLimit", &m.ThrottlingBurstLimit, -1, 1<<31-1, badNumber),
		{path: at + "/throttling/rateLimit", set: func(value *string) error {
			f, err := strconv.ParseFloat(awsapi.Val(value), 64)
			if err != nil || !(f >= -1) || f > 1e9 {
				return apigateway.BadRequestException(badNumber)
			}
			m.ThrottlingRateLimit = &f
			return nil
		}},
		boolField(at+"/caching/enabled", &m.CachingEnabled),
		numberField(at+"/caching/ttlInSeconds", &m.CacheTtlInSeconds, 0, 3600, badNumber),
		boolField(at+"/caching/dataEncrypted", &m.CacheDataEncrypted),
		boolField(at+"/caching/requireAuthorizationForCacheControl", &m.RequireAuthorizationForCacheControl),
		textField(at+"/caching/unauthorizedCacheControlHeaderStrategy", &m.UnauthorizedCacheControlHeaderStrategy),
	}}
}

func level(member **string) func(*string) error {
	return func(value *string) error {
		switch awsapi.Val(value) {
		case "OFF", "ERROR", "INFO":
			*member = value
			return nil
		}
		return apigateway.BadRequestException("Invalid logging level specified. Valid options are OFF,ERROR,INFO")
	}
}

// settingsOf are the settings of a method on a stage. The most particular entry holds whole: a setting has all its values.
func settingsOf(settings map[string]apigateway.MethodSetting, path, verb string) MethodSettings {
	out := MethodSettings{LoggingLevel: "OFF", ThrottlingRate: usualRate, ThrottlingBurst: usualBurst}
	at := escapePointer(path)
	for _, key := range []string{at + "/" + verb, strings.TrimPrefix(path, "/") + "/" + verb, at + "/*", "*/" + verb, "*/*"} {
		m, ok := settings[key]
		if !ok {
			continue
		}
		if m.LoggingLevel != nil {
			out.LoggingLevel = *m.LoggingLevel
		}
		out.DataTrace, out.Metrics = awsapi.Val(m.DataTraceEnabled), awsapi.Val(m.MetricsEnabled)
		// -1 is how the service writes that the account's limit holds.
		if m.ThrottlingRateLimit != nil && *m.ThrottlingRateLimit >= 0 {
			out.ThrottlingRate = *m.ThrottlingRateLimit
		}
		if m.ThrottlingBurstLimit != nil && *m.ThrottlingBurstLimit >= 0 {
			out.ThrottlingBurst = *m.ThrottlingBurstLimit
		}
		return out
	}
	return out
}
