// Package serverless reads a Serverless Framework service (version 3 of the
// file) into a CloudFormation template.
//
//	serverless.yml ──parse──▶ tree ──resolve──▶ tree ──settings──▶ service, stage, region, stack name, tags
//	     ▲                     │  ${self:…} ${param:…} ${opt:…}       │
//	     └── ${file(./x.yml)} ─┘  ${env:…} ${sls:…} ${aws:…}          └──resources──▶ *template.Template
//
// Variables are replaced by the tree they stand for, and every node keeps the
// file and line it was written in: an error in an included openapi.yml names
// openapi.yml. ${AWS::Region} and ${Resource.Arn} are left to Fn::Sub.
//
// What the reader does not serve (functions, plugins, variables that ask AWS)
// is an error at its line. Nothing is skipped in silence; a key that is
// accepted and not used says why beside its name.
package serverless
