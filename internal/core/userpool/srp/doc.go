// Package srp is the server's half of the Secure Remote Password protocol (RFC 5054, SRP-6a) as Cognito speaks it: the
// 3072-bit group of RFC 3526 section 4, SHA-256, and hashes over numbers written as bytes of their positive two's complement.
//
//	set a password  Salt, Verifier                    -> kept with the user; the password is forgotten
//	step 1          client's A, Verifier -> Begin     -> B for the client, State to seal
//	step 2          State -> Resume -> Proof.Check    -> does the signature prove the password?
//
// A device is the same with its group key for the pool's name, its key for the user and its secret for the password.
//
// The package differs from RFC 5054 where Cognito does: x hashes the pool's name before the user's, k and u hash unpadded
// numbers, and in place of M1 and M2 the client signs a block of the server's and a time by a key that HKDF makes of S.
package srp
