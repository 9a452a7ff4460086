// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * The rules by which requests are let in.
 */
class ConsoleAccessTests {

	private static final Viewer NOBODY = new Viewer(null);

	private static final Viewer USER = Viewer
		.of(new UsernamePasswordAuthenticationToken("user", "", AuthorityUtils.createAuthorityList("ROLE_USER")));

	private final Map<String, String> headers = new HashMap<>(Map.of("Host", "localhost:8080"));

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "127.8.9.1", "::1", "0:0:0:0:0:0:0:1" })
	void thisMachineIsLetIn(String address) {
		assertThatNoException().isThrownBy(() -> check("GET", address, NOBODY));
	}

	@ParameterizedTest
	@ValueSource(strings = { "10.0.0.7", "192.168.1.2", "2001:db8::1", "localhost", "evil.example", "" })
	void othersAreNot(String address) {
		assertDenied("GET", address, NOBODY);
	}

	@Test
	void nobodyIsLetInWithoutAnAddress() {
		assertDenied("GET", null, NOBODY);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "localhost", "localhost:8080", "LOCALHOST", "app.localhost:1", "127.0.0.1:8080", "[::1]:8080" })
	void namesOfThisMachineAreAnswered(String host) {
		this.headers.put("Host", host);
		assertThatNoException().isThrownBy(() -> check("GET", "127.0.0.1", NOBODY));
	}

	@ParameterizedTest
	@ValueSource(strings = { "evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8080", "10.0.0.7",
			"localhost@evil.example", "" })
	void foreignNamesThatLeadHereAreNot(String host) {
		this.headers.put("Host", host);
		assertDenied("GET", "127.0.0.1", NOBODY);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via" })
	void requestsByAProxyAreNot(String header) {
		this.headers.put(header, "127.0.0.1");
		assertDenied("GET", "127.0.0.1", NOBODY);
	}

	@Test
	void anAddressThatAProxyMayHaveNamedIsNotBelieved() {
		Visit visit = new Visit("GET", ConsoleAccess.address("127.0.0.1"), true, this.headers::get, NOBODY);
		assertThatExceptionOfType(ConsoleDeniedException.class).isThrownBy(() -> ConsoleAccess.check(visit));
	}

	@Test
	void usersWhomSpringSecurityAuthenticatedAreLetInFromAnywhere() {
		this.headers.put("Host", "app.example");
		this.headers.put("X-Forwarded-For", "10.0.0.7");
		assertThatNoException().isThrownBy(() -> check("GET", "10.0.0.1", USER));
	}

	@Test
	void anonymousUsersAndThoseOfOthersAreNobody() {
		Viewer anonymous = Viewer
			.of(new AnonymousAuthenticationToken("key", "anonymous", AuthorityUtils.createAuthorityList("ROLE_A")));
		assertThat(anonymous.getPrincipal()).isNull();
		assertThat(anonymous.isUserInRole("A")).isFalse();
		assertThat(Viewer.of(() -> "somebody").getPrincipal()).isNull();
		assertThat(Viewer.of(new UsernamePasswordAuthenticationToken("user", "")).getPrincipal()).isNull();
	}

	@Test
	void rolesAreThoseOfSpringSecurity() {
		assertThat(USER.isUserInRole("USER")).isTrue();
		assertThat(USER.isUserInRole("ROLE_USER")).isTrue();
		assertThat(USER.isUserInRole("ADMIN")).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "GET, http://evil.example", "POST, http://evil.example", "GET, null", "GET, http://localhost:9999",
			"GET, not an origin" })
	void pagesOfOthersAreRefused(String method, String origin) {
		this.headers.put("Origin", origin);
		this.headers.put(ConsoleAccess.HEADER, "1");
		assertDenied(method, "127.0.0.1", NOBODY);
		assertDenied(method, "10.0.0.7", USER);
	}

	@Test
	void whatABrowserSaysOfAnotherSiteIsRefusedUnlessItIsALink() {
		this.headers.put("Sec-Fetch-Site", "cross-site");
		assertDenied("GET", "127.0.0.1", NOBODY);
		this.headers.put("Sec-Fetch-Mode", "navigate");
		this.headers.put("Sec-Fetch-Dest", "document");
		assertThatNoException().isThrownBy(() -> check("GET", "127.0.0.1", NOBODY));
		assertDenied("POST", "127.0.0.1", NOBODY);
		this.headers.put("Sec-Fetch-Dest", "iframe");
		assertDenied("GET", "127.0.0.1", NOBODY);
	}

	@Test
	void changesNeedAHeaderThatNoFormSends() {
		this.headers.put("Origin", "http://localhost:8080");
		assertDenied("POST", "127.0.0.1", NOBODY);
		assertDenied("POST", "127.0.0.1", USER);
		this.headers.put(ConsoleAccess.HEADER, "1");
		assertThatNoException().isThrownBy(() -> check("POST", "127.0.0.1", NOBODY));
	}

	private void assertDenied(String method, @Nullable String address, Viewer viewer) {
		assertThatExceptionOfType(ConsoleDeniedException.class).isThrownBy(() -> check(method, address, viewer));
	}

	private void check(String method, @Nullable String address, Viewer viewer) {
		ConsoleAccess.check(new Visit(method, ConsoleAccess.address(address), false, this.headers::get, viewer));
	}

}
