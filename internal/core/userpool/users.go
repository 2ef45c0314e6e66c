package userpool

import (
	"context"
	"errors"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/record"
)

// NoUser is AWS's answer for a user that is not there.
func NoUser() *awsapi.Exception { return cognitoidp.UserNotFoundException("User does not exist.") }

// FindUser finds a user of the pool by username, sub, or a name that the pool lets people sign in with.
func (s *Service) FindUser(ctx context.Context, pool *Pool, name string) (*User, error) {
	user, err := s.Store.Users.Find(ctx, indexLogin, child(pool.ID, pool.Fold(name)))
	if err != nil {
		return nil, orElse(err, NoUser(), "find user")
	}
	return user, nil
}

// UserBySub finds a user of a pool by sub alone.
func (s *Service) UserBySub(ctx context.Context, poolID, sub string) (*User, error) {
	user, err := s.Store.Users.Get(ctx, child(poolID, sub))
	if err != nil {
		return nil, orElse(err, NoUser(), "load user")
	}
	return user, nil
}

// ChangeUser changes a user and notes when. The closure may run more than once.
func (s *Service) ChangeUser(ctx context.Context, key string, change func(*User) error) (*User, error) {
	user, err := s.Store.Users.Update(ctx, key, func(u *User) error {
		u.Modified = *s.now()
		return change(u)
	})
	if err != nil {
		return nil, orElse(err, NoUser(), "change user")
	}
	return user, nil
}

// Taken says that an error of storing a user means that one of its names belongs to somebody else.
func Taken(err error) bool { return errors.Is(err, record.ErrExists) }

// AddUser stores a new user. Taken tells that one of its names belongs to somebody else.
func (s *Service) AddUser(ctx context.Context, u *User) error {
	return s.Store.Tx.Tx(ctx, func(ctx context.Context) error { return s.InsertUser(ctx, u) })
}

// InsertUser is AddUser within a transaction. The pool is read there too, so that none that is deleted meanwhile leaves a user
// behind.
func (s *Service) InsertUser(ctx context.Context, u *User) error {
	if _, err := s.PoolByID(ctx, u.PoolID); err != nil {
		return err
	}
	return failed(s.Store.Users.Insert(ctx, u), "insert user")
}

// DeleteUser deletes a user and its memberships.
func (s *Service) DeleteUser(ctx context.Context, u *User) error {
	return s.Store.Tx.Tx(ctx, func(ctx context.Context) error {
		if err := empty(ctx, s.Store.Members, MembershipSpec().Key, record.Query{Prefix: child(u.Key(), "")}); err != nil {
			return err
		}
		return orElse(s.Store.Users.Delete(ctx, u.Key()), NoUser(), "delete user")
	})
}

// PoolUser finds a pool at home and a user in it.
func (s *Service) PoolUser(ctx context.Context, home Home, poolID, name string) (*Pool, *User, error) {
	pool, err := s.Pool(ctx, home, poolID)
	if err != nil {
		return nil, nil, err
	}
	user, err := s.FindUser(ctx, pool, name)
	if err != nil {
		return nil, nil, err
	}
	return pool, user, nil
}

// AdminUser answers AdminGetUser.
func (s *Service) AdminUser(ctx context.Context, home Home, poolID, name string) (*cognitoidp.AdminGetUserResponse, error) {
	_, user, err := s.PoolUser(ctx, home, poolID, name)
	if err != nil {
		return nil, err
	}
	shown := user.Describe(nil)
	list, preferred := user.MFASettings()
	return &cognitoidp.AdminGetUserResponse{
		Username: shown.Username, UserAttributes: shown.Attributes, UserCreateDate: shown.UserCreateDate,
		UserLastModifiedDate: shown.UserLastModifiedDate, Enabled: shown.Enabled, UserStatus: shown.UserStatus,
		MFAOptions: shown.MFAOptions, PreferredMfaSetting: preferred, UserMFASettingList: list,
	}, nil
}

// SetEnabled locks a user out or lets it in again. Locked out, everything granted to it is revoked.
func (s *Service) SetEnabled(ctx context.Context, home Home, poolID, name string, enabled bool) error {
	return s.adminChange(ctx, home, poolID, name, func(u *User) {
		u.Disabled = !enabled
		if !enabled {
			u.SignOut(s.Now())
		}
	})
}

// AdminSignOut answers AdminUserGlobalSignOut.
func (s *Service) AdminSignOut(ctx context.Context, home Home, poolID, name string) error {
	return s.adminChange(ctx, home, poolID, name, func(u *User) { u.SignOut(s.Now()) })
}

// AdminDeleteUser deletes a user in an administrator's name.
func (s *Service) AdminDeleteUser(ctx context.Context, home Home, poolID, name string) error {
	_, user, err := s.PoolUser(ctx, home, poolID, name)
	if err != nil {
		return err
	}
	return s.DeleteUser(ctx, user)
}

func (s *Service) adminChange(ctx context.Context, home Home, poolID, name string, change func(*User)) error {
	_, user, err := s.PoolUser(ctx, home, poolID, name)
	if err != nil {
		return err
	}
	_, err = s.ChangeUser(ctx, user.Key(), func(u *User) error { change(u); return nil })
	return err
}
