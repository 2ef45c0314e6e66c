package signin

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/ident"
)

// Start answers InitiateAuth and AdminInitiateAuth.
func (s *Service) Start(ctx context.Context, in Request) (*Outcome, error) {
	a, err := s.enter(ctx, in.Admin, in.ClientID)
	if err != nil {
		return nil, err
	}
	f, err := flowOf(in.Flow)
	if err != nil {
		return nil, err
	}
	a.params, a.metadata, a.name = in.Params, in.Metadata, in.Params["USERNAME"]
	if err := f.admit(a); err != nil {
		return nil, err
	}
	if a.eventID, err = ident.UUID(s.Rand); err != nil {
		return nil, err
	}
	identify := f.identify
	if identify == nil {
		identify = (*Service).identifyByName
	}
	if err := identify(s, ctx, a); err != nil {
		return nil, err
	}
	if err := a.noDevice(); err != nil {
		return nil, err
	}
	if f.password {
		if err := s.open(ctx, a); err != nil {
			return nil, err
		}
	}
	return f.begin(s, ctx, a)
}

// open lets a user try a password: not while locked, and not if the pool's own function objects.
func (s *Service) open(ctx context.Context, a *attempt) error {
	if err := s.passwordLock(ctx, a); err != nil {
		return err
	}
	return s.preAuthentication(ctx, a)
}

// admit says whether the caller may use the flow at all.
func (f *flow) admit(a *attempt) error {
	if f.admin && !a.admin {
		return cognitoidp.InvalidParameterException("Initiate Auth method not supported.")
	}
	if !f.allowed(a.client.Settings.ExplicitAuthFlows) {
		return cognitoidp.InvalidParameterException(f.refusal)
	}
	return a.require(f.required...)
}

func (s *Service) identifyByName(ctx context.Context, a *attempt) error {
	if err := a.checkHash(a.name); err != nil {
		return err
	}
	return s.find(ctx, a)
}

// noDevice refuses a remembered device: none is ever remembered, and a client that hears so begins anew without.
func (a *attempt) noDevice() error {
	if a.params["DEVICE_KEY"] != "" {
		return cognitoidp.ResourceNotFoundException("Device does not exist.")
	}
	return nil
}
