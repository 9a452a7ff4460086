// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.actuate;

import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.chat.EmbeddedChatProvider;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.DelegatingFilterProxyRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The content of runs in an application with Spring Security (G14).
 */
class EndpointSecurityTests {

	private static final String SECRET = "xyzzy-4711";

	private final WebApplicationContextRunner runner = EndpointClient.application()
		.withUserConfiguration(Security.class)
		.withBean(ChatProvider.class, () -> EmbeddedChatProvider.answering("It is " + SECRET))
		.withPropertyValues("management.endpoint.callbacks.show-content=when-authorized");

	@Test
	void everyAuthenticatedUserIsShownContentIfNoRoleIsAskedFor() {
		this.runner.run((context) -> {
			context.getBean(CallbackChatModel.class).call("Is it " + SECRET + "?");
			EndpointClient client = EndpointClient.of(context);
			assertThat(client.get("").statusCode()).isEqualTo(401);
			assertThat(run(client.as("reader"))).contains(SECRET);
		});
	}

	@Test
	void onlyUsersWithTheRoleAreShownContent() {
		this.runner.withPropertyValues("management.endpoint.callbacks.roles=operator").run((context) -> {
			context.getBean(CallbackChatModel.class).call("Is it " + SECRET + "?");
			EndpointClient client = EndpointClient.of(context);
			assertThat(run(client.as("reader"))).contains("SUCCESS").doesNotContain(SECRET);
			assertThat(run(client.as("operator"))).contains("\"output\":\"It is " + SECRET);
			assertThat(client.as("operator").get("").body()).doesNotContain(SECRET);
		});
	}

	private static String run(EndpointClient client) {
		return client.get("/runs/" + client.json("").at("/recentRuns/0/id").asString()).body();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSecurity
	static class Security {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) throws Exception {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(
					User.withUsername("reader").password("{noop}reader").roles("reader").build(),
					User.withUsername("operator").password("{noop}operator").roles("operator").build());
		}

		@Bean
		DelegatingFilterProxyRegistrationBean filter() {
			return new DelegatingFilterProxyRegistrationBean("springSecurityFilterChain");
		}

	}

}
