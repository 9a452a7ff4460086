// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.actuate;

import java.lang.management.ManagementFactory;
import java.security.Principal;
import java.util.List;
import java.util.Objects;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import dev.callbacks.CallbackManager;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.spi.ContentRedactor;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.actuate.autoconfigure.endpoint.jmx.JmxEndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jmx.JmxAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The content of runs in the replies of {@link CallbacksEndpoint} (G14).
 */
class EndpointContentTests {

	private static final String SECRET = "xyzzy-4711";

	private final WebApplicationContextRunner runner = EndpointClient.application()
		.withBean(ChatProvider.class, () -> EmbeddedChatProvider.answering("It is " + SECRET));

	/** A call whose prompt, answer and metadata have the secret. */
	private static String ask(AssertableWebApplicationContext context) {
		context.getBean(CallbackManager.class)
			.chain("chain")
			.input(SECRET)
			.metadata("token", SECRET)
			.run(() -> context.getBean(CallbackChatModel.class).call("Is it " + SECRET + "?"));
		return EndpointClient.of(context).json("").at("/recentRuns/0/id").asString();
	}

	@Test
	void contentIsNeitherShownNorKeptByDefault() {
		this.runner.run((context) -> {
			EndpointClient client = EndpointClient.of(context);
			String id = ask(context);
			assertThat(client.get("").body()).contains(id).doesNotContain(SECRET);
			assertThat(client.get("/runs/" + id).body()).contains(id).doesNotContain(SECRET);
			assertThat(client.get("/handlers/callbackRunRecorder").body()).doesNotContain(SECRET);
			assertThat(context.getBean(RunRecording.class).recorder().roots().get(0).tree())
				.allSatisfy((run) -> assertThat(run.events()).isEmpty());
		});
	}

	@Test
	void contentOfARunIsAlwaysShownIfThePropertySaysSo() {
		this.runner.withPropertyValues("management.endpoint.callbacks.show-content=always").run((context) -> {
			EndpointClient client = EndpointClient.of(context);
			JsonNode root = client.json("/runs/" + ask(context)).get("recorded");
			assertThat(root.get("input").asString()).contains(SECRET);
			assertThat(root.at("/metadata/token").asString()).isEqualTo(SECRET);
			assertThat(root.at("/children/0/output").asString()).isEqualTo("It is " + SECRET);
			assertThat(client.get("").body()).doesNotContain(SECRET);
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void contentThatHasNoTextHidesNeitherTheRunNorTheRestOfIt(boolean redacted) {
		Object noText = new Object() {

			@Override
			public String toString() {
				throw new IllegalStateException("No session");
			}

		};
		WebApplicationContextRunner shown = this.runner
			.withPropertyValues("management.endpoint.callbacks.show-content=always");
		(redacted ? shown.withBean(ContentRedactor.class, () -> ContentRedactor.all(List.of())) : shown)
			.run((context) -> {
				context.getBean(CallbackManager.class)
					.chain("save")
					.input(noText)
					.metadata("order", noText)
					.call(() -> "saved");
				EndpointClient client = EndpointClient.of(context);
				String id = client.json("").at("/recentRuns/0/id").asString();
				JsonNode run = client.json("/runs/" + id).get("recorded");
				assertThat(run.get("name").asString()).isEqualTo("save");
				assertThat(run.get("output").asString()).isEqualTo("saved");
				assertThat(run.get("input").asString()).contains("(no text: java.lang.IllegalStateException)");
				assertThat(run.at("/metadata/order").asString())
					.isEqualTo("(no text: java.lang.IllegalStateException)");
			});
	}

	@Test
	void contentIsSanitized() {
		SanitizingFunction function = (
				data) -> data.getKey().startsWith("callbacks.run.") && String.valueOf(data.getValue()).contains(SECRET)
						? data.withSanitizedValue() : data;
		this.runner.withPropertyValues("management.endpoint.callbacks.show-content=always")
			.withBean(SanitizingFunction.class, () -> function)
			.run((context) -> {
				String reply = EndpointClient.of(context).get("/runs/" + ask(context)).body();
				assertThat(reply).contains("\"input\":\"******\"", "\"output\":\"******\"", "\"token\":\"******\"")
					.doesNotContain(SECRET);
			});
	}

	@Test
	void contentIsRedacted() {
		ContentRedactor redactor = new ContentRedactor() {

			@Override
			public String redact(String text) {
				return text.replace(SECRET, "...");
			}

			@Override
			public int longestMatch() {
				return SECRET.length();
			}

		};
		this.runner.withPropertyValues("management.endpoint.callbacks.show-content=always")
			.withBean(ContentRedactor.class, () -> redactor)
			.run((context) -> assertThat(reply(context)).contains("\"output\":\"It is ...").doesNotContain(SECRET));
	}

	@Test
	void contentIsShownToThoseWhoAreAuthorizedOnly() {
		WebApplicationContextRunner runner = this.runner
			.withPropertyValues("management.endpoint.callbacks.show-content=when-authorized");
		runner.run((context) -> assertThat(reply(context)).doesNotContain(SECRET));
		runner.withBean(Filter.class, () -> user("reader"))
			.run((context) -> assertThat(reply(context)).contains(SECRET));
		WebApplicationContextRunner withRole = runner
			.withPropertyValues("management.endpoint.callbacks.roles=operator");
		withRole.withBean(Filter.class, () -> user("reader"))
			.run((context) -> assertThat(reply(context)).doesNotContain(SECRET));
		withRole.withBean(Filter.class, () -> user("operator"))
			.run((context) -> assertThat(reply(context)).contains(SECRET));
	}

	private static String reply(AssertableWebApplicationContext context) {
		return EndpointClient.of(context).get("/runs/" + ask(context)).body();
	}

	/**
	 * A filter by which every request is that of a user with a role.
	 */
	private static Filter user(String role) {
		return (request, response, chain) -> chain
			.doFilter(new HttpServletRequestWrapper((HttpServletRequest) request) {

				@Override
				public Principal getUserPrincipal() {
					return () -> "somebody";
				}

				@Override
				public boolean isUserInRole(String asked) {
					return asked.equals(role);
				}

			}, response);
	}

	@Test
	void contentIsNeverShownOverJmx() {
		this.runner
			.withConfiguration(AutoConfigurations.of(JmxAutoConfiguration.class, JmxEndpointAutoConfiguration.class))
			.withPropertyValues("management.endpoint.callbacks.show-content=always", "spring.jmx.enabled=true",
					"management.endpoints.jmx.exposure.include=callbacks", "spring.jmx.unique-names=true")
			.run((context) -> {
				String id = ask(context);
				MBeanServer server = ManagementFactory.getPlatformMBeanServer();
				ObjectName name = server.queryNames(new ObjectName("org.springframework.boot:type=Endpoint,*"), null)
					.stream()
					.filter((bean) -> "Callbacks".equals(bean.getKeyProperty("name")))
					.findFirst()
					.orElseThrow();
				String[] types = { String.class.getName(), String.class.getName() };
				Object run = server.invoke(name, "item", new Object[] { "runs", id }, types);
				Object all = server.invoke(name, "callbacks", new Object[0], new String[0]);
				assertThat(String.valueOf(run)).contains(id).doesNotContain(SECRET);
				assertThat(String.valueOf(all)).contains(id).doesNotContain(SECRET);
				assertThat(Objects.toString(server.invoke(name, "item", new Object[] { "handlers", "nobody" }, types)))
					.isEqualTo("null");
			});
	}

}
