// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.web.servlet.DelegatingFilterProxyRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The console in an application that Spring Security secures.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SecuredConsoleTests {

	private static final String[] STRANGER = { "Host", "app.example", "X-Forwarded-For", "10.0.0.7" };

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private ConsoleApplication application;

	private void start(WebApplicationType type, String... properties) {
		Class<?> security = (type == WebApplicationType.SERVLET) ? ServletSecurity.class : ReactiveSecurity.class;
		this.application = ConsoleApplication.start(type,
				new Class<?>[] { ConsoleApplication.Configuration.class, security }, properties);
	}

	@AfterEach
	void stop() {
		this.application.close();
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void usersAreLetInFromAnywhereAndOthersAreNot(WebApplicationType type) {
		start(type);
		assertThat(this.application.get("/api/runs", STRANGER).statusCode()).isEqualTo(403);
		assertThat(this.application.get("/api/runs").statusCode()).isEqualTo(200);
		assertThat(this.application.get("/api/runs", with(STRANGER, user("operator"))).statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void contentIsShownToUsersOfTheRole(WebApplicationType type) {
		start(type, "callbacks.console.show-content=when-authorized", "callbacks.console.roles=OPERATOR");
		this.application.chatModel().call("Tell me a joke");
		assertThat(content()).isEqualTo("UNAUTHORIZED");
		assertThat(content(user("visitor"))).isEqualTo("UNAUTHORIZED");
		assertThat(content(user("operator"))).isEqualTo("SHOWN");
		String id = snapshot().get("runs").get(0).get("id").asString();
		assertThat(this.application.get("/api/runs/" + id, user("visitor")).body())
			.doesNotContain(ConsoleApplication.SECRET);
		assertThat(this.application.get("/api/runs/" + id, user("operator")).body())
			.contains(ConsoleApplication.SECRET);
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void stoppingNeedsTheTokenOfSpringSecurity(WebApplicationType type) {
		start(type);
		this.application.manager().chain("endless").stream(Flux::<String>never).onErrorComplete().subscribe();
		HttpResponse<String> reply = this.application.get("/api/runs", user("operator"));
		JsonNode snapshot = MAPPER.readTree(reply.body());
		String path = "/api/runs/" + snapshot.get("runs").get(0).get("id").asString() + "/stop";
		String session = reply.headers().firstValue("Set-Cookie").orElseThrow().replaceAll(";.*", "");
		String[] withSession = with(user("operator"), "Cookie", session, ConsoleAccess.HEADER, "1");
		assertThat(this.application.post(path, withSession).statusCode()).isEqualTo(403);
		JsonNode csrf = snapshot.get("csrf");
		String[] withToken = with(withSession, csrf.get("header").asString(), csrf.get("token").asString());
		assertThat(this.application.post(path, withToken).statusCode()).isEqualTo(204);
	}

	private JsonNode snapshot(String... headers) {
		return MAPPER.readTree(this.application.get("/api/runs", headers).body());
	}

	private String content(String... headers) {
		return snapshot(headers).get("content").asString();
	}

	private static String[] user(String name) {
		String credentials = Base64.getEncoder().encodeToString((name + ":secret").getBytes(StandardCharsets.UTF_8));
		return new String[] { "Authorization", "Basic " + credentials };
	}

	private static String[] with(String[] headers, String... others) {
		return Stream.concat(Stream.of(headers), Stream.of(others)).toArray(String[]::new);
	}

	private static UserDetails[] users() {
		return Stream.of("operator", "visitor")
			.map((name) -> User.withUsername(name).password("{noop}secret").roles(name.toUpperCase()).build())
			.toArray(UserDetails[]::new);
	}

	/**
	 * Users who may log in, in a servlet container.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableWebSecurity
	static class ServletSecurity {

		@Bean
		InMemoryUserDetailsManager userDetailsService() {
			return new InMemoryUserDetailsManager(users());
		}

		@Bean
		SecurityFilterChain securityFilterChain(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

		@Bean
		DelegatingFilterProxyRegistrationBean securityFilter() {
			DelegatingFilterProxyRegistrationBean filter = new DelegatingFilterProxyRegistrationBean(
					"springSecurityFilterChain");
			filter.setOrder(-100);
			return filter;
		}

	}

	/**
	 * Users who may log in, in a reactive web server.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableWebFluxSecurity
	static class ReactiveSecurity {

		@Bean
		MapReactiveUserDetailsService userDetailsService() {
			return new MapReactiveUserDetailsService(users());
		}

		@Bean
		SecurityWebFilterChain securityFilterChain(ServerHttpSecurity http) {
			return http.authorizeExchange((exchanges) -> exchanges.anyExchange().permitAll())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

	}

}
