package serverless

import (
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

const head = "service: shop\nprovider: {name: aws}\n"

func project(files ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		fsys[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return fsys
}

func options() Options {
	return Options{
		AccountID: "123456789012",
		Params:    map[string]string{"cli": "given"},
		Env: func(name string) (string, bool) {
			v, ok := map[string]string{"HOME_REGION": "eu-north-1", "EMPTY": ""}[name]
			return v, ok
		},
	}
}

// variableProject is a service whose only resource has the property P.
func variableProject(value string) fstest.MapFS {
	return project("serverless.yml", `
service: shop
provider: {name: aws, stage: prod, region: "${env:HOME_REGION}"}
params:
  default: {host: "${sls:stage}.example.com", size: 2}
  prod: {host: example.com}
custom:
  prod: {table: orders, list: [a, b, {c: d}]}
  chain: ${self:custom.${opt:stage, self:provider.stage}.table}
  included: ${file(./values.yml)}
  on: true
  odd: {nothing: null}
resources:
  Resources:
    It:
      Type: T
      Properties:
        P: `+value+"\n",
		"values.yml", "a:\n  b: deep\n  self: ${self:service}\nstage-prod: ${param:size}\n",
		"conf/data.json", `{"k": [1, 2.50]}`,
		"note.txt", "plain ${self:service}",
		"script.js", "module.exports = {}",
		"broken.yml", "a: [",
	)
}

func TestVariables(t *testing.T) {
	t.Parallel()
	tests := []struct{ value, want string }{
		{"${self:service}", `"shop"`},
		{"x-${self:service}-${self:provider.stage}", `"x-shop-prod"`},
		{"${self:custom.prod}", `{"table":"orders","list":["a","b",{"c":"d"}]}`},
		{"${self:custom.prod.list.2.c}", `"d"`},
		{"${self:custom.chain}", `"orders"`},
		{"${self:custom.on}", `true`},
		{"n${param:size}", `"n2"`},
		{"${param:size}", `2`},
		{"${param:host}", `"example.com"`},
		{"${param:cli}", `"given"`},
		{"${param:none, 'fall, back'}", `"fall, back"`},
		{"${param:none, \"it's\"}", `"it's"`},
		{"${opt:stage, opt:region, self:custom.none, 7}", `7`},
		{"${opt:stage, true}", `true`},
		{"${self:custom.odd.nothing, 'default'}", `"default"`},
		{"${param:none, self:custom.${opt:stage, 'prod'}.table}", `"orders"`},
		{"${param:none, ${self:service}}", ""},
		{"${sls:stage}", `"prod"`},
		{"${aws:region}", `"eu-north-1"`},
		{"${aws:accountId}", `"123456789012"`},
		{"${env:EMPTY}", `""`},
		{"'[${env:EMPTY}]'", `"[]"`},
		{"${env:NONE, 'e'}", `"e"`},
		{"${file(./values.yml):a.b}", `"deep"`},
		{"${file(values.yml):a}", `{"b":"deep","self":"shop"}`},
		{"${file(./values.yml):stage-${sls:stage}}", `2`},
		{"${file(./${self:custom.none, 'values'}.yml):a.b}", `"deep"`},
		{"${self:custom.included.a.self}", `"shop"`},
		{"${file(conf/data.json)}", `{"k":[1,2.50]}`},
		{"${file(./note.txt)}", `"plain shop"`},
		{"${file(./none.yml):a, 'absent'}", `"absent"`},
		{"'{{resolve:ssm:/x}} $util.escape($x) ${stageVariables.y}'", `"{{resolve:ssm:/x}} $util.escape($x) ${stageVariables.y}"`},
	}
	for _, test := range tests {
		t.Run(test.value, func(t *testing.T) {
			t.Parallel()
			value := test.value
			if value[0] != '\'' {
				value = "'" + strings.ReplaceAll(value, "'", "''") + "'"
			}
			s, err := Load(variableProject(value), "serverless.yml", options())
			if test.want == "" {
				if err == nil {
					t.Error("accepted")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := string(s.Template.Resource("It").Properties.Get("P").JSON()); got != test.want {
				t.Errorf("got %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestSubIsLeftAlone(t *testing.T) {
	t.Parallel()
	s, err := Load(variableProject("!Sub '${AWS::Region}-${It.Arn}-${!Kept}-${self:service}'"), "serverless.yml", options())
	if err != nil {
		t.Fatal(err)
	}
	want := `{"Fn::Sub":"${AWS::Region}-${It.Arn}-${!Kept}-shop"}`
	if got := string(s.Template.Resource("It").Properties.Get("P").JSON()); got != want {
		t.Errorf("got %s", got)
	}
}

func TestVariablesRefused(t *testing.T) {
	t.Parallel()
	const at = "serverless.yml:18:12: "
	tests := []struct{ value, want string }{
		{"${param:none}", at + "cannot resolve ${param:none}: there is no parameter none for the stage prod"},
		{"${opt:foo, env:NONE}", at + "cannot resolve ${opt:foo, env:NONE}: there is no option --foo; the environment has no NONE"},
		{"${self:custom.none}", at + "cannot resolve ${self:custom.none}: there is no custom.none"},
		{"${self:resources.Resources.It.Properties.P}", at + "the variable ${self:resources.Resources.It.Properties.P} refers to itself"},
		{"x${self:custom.prod}", at + "cannot resolve ${self:custom.prod}: a Map cannot stand inside a text"},
		{"${cf:stack.Out}", at + "cannot resolve ${cf:stack.Out}: variables of the source cf are not served by this reader"},
		{"${cf(eu-west-1):stack.Out}", at + "cannot resolve ${cf(eu-west-1):stack.Out}: variables of the source cf are not served by this reader"},
		{"${ssm:/x}", at + "cannot resolve ${ssm:/x}: variables of the source ssm are not served by this reader"},
		{"${s3:b/k}", at + "cannot resolve ${s3:b/k}: variables of the source s3 are not served by this reader"},
		{"${git:branch}", at + "cannot resolve ${git:branch}: variables of the source git are not served by this reader"},
		{"${sls:foo}", at + "cannot resolve ${sls:foo}: sls:foo is not a variable"},
		{"${sls:instanceId}", at + "cannot resolve ${sls:instanceId}: there is no instance id"},
		{"${aws:foo}", at + "cannot resolve ${aws:foo}: aws:foo is not a variable"},
		{"${param:none, bare}", at + `cannot resolve ${param:none, bare}: "bare" is neither a variable nor a quoted text`},
		{"${self:service", at + "the variable ${self:service is not closed"},
		{`\${self:service}`, at + `the escaped variable \${self:service} is not served by this reader`},
		{"${file(../secret.yml)}", at + "cannot resolve ${file(../secret.yml)}: the path ../secret.yml is not inside the project"},
		{"${file(/etc/passwd)}", at + "cannot resolve ${file(/etc/passwd)}: the path /etc/passwd is not inside the project"},
		{"${file(a/../../b)}", at + "cannot resolve ${file(a/../../b)}: the path a/../../b is not inside the project"},
		{"${file(~/x.yml)}", at + "cannot resolve ${file(~/x.yml)}: the path ~/x.yml is not inside the project"},
		{"${file(none.yml)}", at + "cannot resolve ${file(none.yml)}: there is no file none.yml"},
		{"${file(values.yml):a.z}", at + `cannot resolve ${file(values.yml):a.z}: values.yml has no value at "a.z"`},
		{"${file(script.js)}", at + "cannot resolve ${file(script.js)}: script.js would have to be run; files of type .js are not served by this reader"},
		{"${file(broken.yml)}", "broken.yml:1:1: Template format error: YAML not well-formed."},
		{"${file(values.yml)x}", at + `cannot resolve ${file(values.yml)x}: "file(values.yml)x" has text after its parenthesis`},
	}
	for _, test := range tests {
		t.Run(test.value, func(t *testing.T) {
			t.Parallel()
			_, err := Load(variableProject("'"+test.value+"'"), "serverless.yml", options())
			if err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

func TestVariableBombs(t *testing.T) {
	t.Parallel()
	var wide, deep strings.Builder
	wide.WriteString(head + "custom:\n  a0: [x, x, x, x, x, x, x, x, x, x]\n")
	deep.WriteString(head + "custom:\n  a0: x\n")
	for i := 1; i < 300; i++ {
		previous := "'${self:custom.a" + strconv.Itoa(i-1) + "}'"
		deep.WriteString("  a" + strconv.Itoa(300-i) + ": '${self:custom.a" + strconv.Itoa(299-i) + "}'\n")
		if i < 10 {
			wide.WriteString("  a" + strconv.Itoa(i) + ": [" + strings.Repeat(previous+", ", 9) + previous + "]\n")
		}
	}
	for want, src := range map[string]string{
		"variables make more than 250000 values": wide.String(),
		"variables are nested too deeply":        deep.String(),
		"cannot resolve ${a:${a:":                head + "custom: '" + strings.Repeat("${a:", 500) + strings.Repeat("}", 500) + "'",
	} {
		_, err := Load(project("serverless.yml", src), "serverless.yml", Options{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %s, got %.200v", want, err)
		}
	}
}

func TestFileRefused(t *testing.T) {
	t.Parallel()
	tests := []struct{ src, want string }{
		{"[]", "serverless.yml:1:1: a Serverless file is a map, not a List"},
		{head + "functions: {hello: {handler: h}}", "serverless.yml:3:1: functions are not served by this reader"},
		{head + "layers: {l: {path: p}}", "serverless.yml:3:1: layers are not served by this reader"},
		{head + "stepFunctions: {a: b}", "serverless.yml:3:1: stepFunctions is not served by this reader"},
		{head + "org: acme", "serverless.yml:3:1: org is not served by this reader"},
		{head + "plugins:\n  - serverless-offline", "serverless.yml:4:5: the plugin serverless-offline is not served by this reader"},
		{head + "resource: {}", `serverless.yml:3:1: unknown key "resource" in a Serverless file`},
		{"service: shop\nprovider: {name: google}", "serverless.yml:2:11: the provider must have the name aws"},
		{"service: shop\nprovider:\n  name: aws\n  iam: {role: r}", "serverless.yml:4:3: provider.iam is not served by this reader"},
		{"service: shop", "serverless.yml:1:1: a Serverless file needs a provider"},
		{"provider: {name: aws}", "serverless.yml:1:1: a Serverless file needs a service name"},
		{"service: a_b\nprovider: {name: aws}", "serverless.yml:1:10: the service name must begin with a letter"},
		{"service: shop\nprovider: {name: aws, stage: 'a b'}", `serverless.yml:2:11: the stage "a b" may hold letters`},
		{"service: shop\nprovider: {name: aws, stackName: 1x}", `serverless.yml:2:11: the stack name "1x" must match`},
		{"service: shop\nprovider: {name: aws, tags: [a]}", "serverless.yml:2:29: provider.tags must be a map"},
		{head + "params: {dev: x}", "serverless.yml:3:15: params.dev must hold names and values"},
		{head + "useDotenv: maybe", "serverless.yml:3:12: useDotenv must be true or false"},
		{head + "custom: {'${self:service}': x}", "serverless.yml:3:10: the variable ${self:service} stands in a key"},
		{head, "serverless.yml:1:1: Template format error: At least one Resources member must be defined."},
		{head + "resources: x", "serverless.yml:3:12: resources must be a map or a list of maps, not a String"},
		{head + "resources: {Resource: {}}", "serverless.yml:3:13: Invalid template property or properties [Resource]"},
		{head + "resources: {Resources: {A: {Type: T}}, extensions: {B: {}}}", "serverless.yml:3:53: resources.extensions.B extends a resource that does not exist"},
		{head + "resources: [{Resources: {A: {Type: T, DependsOn: [B]}}}, {Resources: {A: {DependsOn: [C]}}}]",
			"serverless.yml:3:75: resources.Resources.A.DependsOn is a list given twice, first at serverless.yml:3:50"},
	}
	for _, test := range tests {
		t.Run(test.want, func(t *testing.T) {
			t.Parallel()
			_, err := Load(project("serverless.yml", test.src), "serverless.yml", Options{})
			if err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestResourcesAreMerged(t *testing.T) {
	t.Parallel()
	s, err := Load(project("serverless.yml", head+`
functions: {}
plugins: []
package: {individually: true}
resources:
  - ${file(a.yml)}
  - Resources: {B: {Type: U}, A: {Properties: {Q: 2}}}
    Outputs: {O: {Value: !Ref A}}
    Conditions: {C: !Equals [a, a]}
    Parameters: {P: {Type: String}}
    Mappings: {M: {K: {V: 1}}}
    extensions: {B: {Properties: {L: [2]}, DeletionPolicy: Retain}}
`, "a.yml", "Description: d\nResources: {A: {Type: T, Properties: {P: 1}}}"), "serverless.yml", Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"A":{"Type":"T","Properties":{"P":1,"Q":2}},"B":{"Type":"U","Properties":{"L":[2]},"DeletionPolicy":"Retain"}}`
	if got := string(s.Template.Root.Get("Resources").JSON()); got != want {
		t.Errorf("got %s", got)
	}
	if s.Template.Description != "d" || s.Template.Condition("C") == nil || s.Template.Parameter("P") == nil || s.Template.Output("O") == nil {
		t.Error("a section was lost")
	}
}

func TestStageAndRegion(t *testing.T) {
	t.Parallel()
	const resources = "\nresources: {Resources: {A: {Type: T}}}\n"
	tests := []struct {
		name, src            string
		options              Options
		stage, region, stack string
	}{
		{"defaults", head, Options{}, "dev", "us-east-1", "shop-dev"},
		{"options win", "service: shop\nprovider: {name: aws, stage: a, region: b}", Options{Stage: "prod", Region: "eu-west-1"}, "prod", "eu-west-1", "shop-prod"},
		{"stage from a default parameter", "service: shop\nprovider: {name: aws, stage: '${param:s}'}\nparams: {default: {s: qa}}", Options{}, "qa", "us-east-1", "shop-qa"},
		{"provider from a file", "service: shop\nprovider: ${file(provider.yml)}", Options{}, "filed", "us-east-1", "shop-filed"},
		{"version 1 service", "service: {name: shop}\nprovider: {name: aws}", Options{}, "dev", "us-east-1", "shop-dev"},
		{"option in a variable", "service: shop\nprovider: {name: aws, stackName: 'x-${opt:stage}'}", Options{Stage: "q"}, "q", "us-east-1", "x-q"},
		{"dotenv", "service: shop\nuseDotenv: true\nprovider: {name: aws, stage: '${env:S}', region: '${env:R}'}", Options{}, "dot", "eu-west-3", "shop-dot"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			fsys := project("serverless.yml", test.src+resources, "provider.yml", "name: aws\nstage: filed\n",
				".env", "# c\nexport S=\"dot\"\nR='eu-west-3' # x\n\n")
			s, err := Load(fsys, "serverless.yml", test.options)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{test.stage, test.region, test.stack}, []string{s.Stage, s.Region, s.StackName}); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTags(t *testing.T) {
	t.Parallel()
	s, err := Load(project("serverless.yml", "service: shop\nprovider: {name: aws, tags: {a: 1, b: x}, stackTags: {b: y}}\nresources: {Resources: {A: {Type: T}}}"),
		"serverless.yml", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"STAGE": "dev", "a": "1", "b": "y"}, s.Tags); diff != "" {
		t.Error(diff)
	}
}

func TestDotenvErrorHidesTheLine(t *testing.T) {
	t.Parallel()
	_, err := Load(project("serverless.yml", head+"useDotenv: true", ".env", "A=1\nsecret"), "serverless.yml", Options{})
	if err == nil || err.Error() != ".env:2:1: a line must have the form NAME=value" {
		t.Errorf("got %v", err)
	}
}

func TestMissingFile(t *testing.T) {
	t.Parallel()
	if _, err := Load(project(), "serverless.yml", Options{}); err == nil || err.Error() != "read serverless.yml: no such file" {
		t.Errorf("got %v", err)
	}
}

func FuzzVariables(f *testing.F) {
	for _, seed := range []string{
		"${self:service}", "${self:custom.${opt:stage, 'prod'}.table}", "${file(./values.yml):a.b, \"x\"}", "${param:none, 'a, b', 3}",
		"${AWS::Region}-${!x}", "${self:}", "${self:custom}", "${", "${a:${b:", "${file(}", "x${env:EMPTY}${self:custom.on}", `\${self:x}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		value := "'" + strings.ReplaceAll(strings.ToValidUTF8(text, ""), "'", "''") + "'"
		s, err := Load(variableProject(value), "serverless.yml", options())
		if err == nil && s.Template == nil {
			t.Fatal("neither a template nor an error")
		}
	})
}
