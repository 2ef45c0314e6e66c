package template

func (t *Template) readOutputs() error {
	section, err := t.section("Outputs", maxOutputs)
	if err != nil || section == nil {
		return err
	}
	for _, f := range section.Fields {
		o, err := readOutput(f)
		if err != nil {
			return err
		}
		t.Outputs = append(t.Outputs, o)
	}
	return nil
}

func readOutput(f Field) (*Output, error) {
	o := &Output{Name: f.Key, Pos: f.Pos}
	path := "/Outputs/" + f.Key
	if !alphanumeric.MatchString(f.Key) {
		return nil, failf(f.Pos, path, "Template format error: Output %s is non alphanumeric.", f.Key)
	}
	if f.Value.Kind != Map {
		return nil, failf(f.Value.Pos, path, "Template format error: Every Outputs member must contain a Value object")
	}
	if unknown, is := unknownKey(f.Value, "Value", "Description", "Export", "Condition"); is {
		return nil, failf(unknown.Pos, path, "Template format error: Output %s has the unknown property %s", f.Key, unknown.Key)
	}
	if o.Value = f.Value.Get("Value"); o.Value == nil {
		return nil, failf(f.Pos, path, "Template format error: Every Outputs member must contain a Value object")
	}
	var err error
	if o.Description, err = optionalText(f.Value, "Description", path); err != nil {
		return nil, err
	}
	if o.Condition, err = optionalText(f.Value, "Condition", path); err != nil {
		return nil, err
	}
	return o, o.readExport(f.Value.Get("Export"), path+"/Export")
}

func (o *Output) readExport(export *Value, path string) error {
	if export == nil {
		return nil
	}
	if export.Kind != Map {
		return shapeError(export, path, Map)
	}
	unknown, is := unknownKey(export, "Name")
	if o.ExportName = export.Get("Name"); o.ExportName == nil || is {
		return &Error{
			Pos: export.Pos, Path: path, Detail: unknown.Key,
			Message: "Template format error: Output " + o.Name + " is malformed. The Export field takes the member Name alone",
		}
	}
	return nil
}
