// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import java.security.Principal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import dev.callbacks.CallbackManager;
import dev.callbacks.CallbackRun;
import dev.callbacks.RunConfig;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.message.ChatRequest;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.WebFilter;

/**
 * An application that streams what its model says. A header names the user.
 */
final class StreamApplication implements AutoCloseable {

	/** The name by which Spring Security calls all whom it does not know. */
	static final String ANONYMOUS = "anonymousUser";

	private static final String USER = "X-User";

	/**
	 * Each request has a connection of its own. Reactor Netty 1.3.7 may not read the
	 * request after one that came while the one before was ending
	 * (reactor/reactor-netty#4361).
	 */
	private static final String NEW_CONNECTIONS = "server.netty.max-keep-alive-requests=1";

	private final ConfigurableApplicationContext context;

	private StreamApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static StreamApplication start(WebApplicationType type, String... properties) {
		return start(type, new Class<?>[] { Configuration.class }, properties);
	}

	static StreamApplication start(WebApplicationType type, Class<?>[] configurations, String... properties) {
		return new StreamApplication(new SpringApplicationBuilder(configurations).web(type)
			.properties("server.port=0", "spring.reactor.netty.shutdown-quiet-period=0s", "spring.main.banner-mode=off",
					"callbacks.shutdown.timeout=1s", "callbacks.streams.heartbeat=200ms", NEW_CONNECTIONS)
			.properties(properties)
			.run());
	}

	private static Principal principal(String name) {
		return name.equals(ANONYMOUS)
				? new AnonymousAuthenticationToken("key", name, AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS"))
				: () -> name;
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	HandDrivenModel model() {
		return bean(HandDrivenModel.class);
	}

	CallbackManager manager() {
		return bean(CallbackManager.class);
	}

	Browser browser() {
		return new Browser(((WebServerApplicationContext) this.context).getWebServer().getPort());
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * The application.
	 */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ AnswerController.class, HandDrivenModel.class })
	static class Configuration {

		@Bean
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		Filter users() {
			return (request, response, chain) -> {
				String name = ((HttpServletRequest) request).getHeader(USER);
				chain.doFilter(new HttpServletRequestWrapper((HttpServletRequest) request) {

					@Override
					public @Nullable Principal getUserPrincipal() {
						return (name != null) ? principal(name) : null;
					}

				}, response);
			};
		}

		@Bean
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		WebFilter reactiveUsers() {
			return (exchange, chain) -> {
				String name = exchange.getRequest().getHeaders().getFirst(USER);
				return chain.filter(
						(name != null) ? exchange.mutate().principal(Mono.just(principal(name))).build() : exchange);
			};
		}

	}

	/**
	 * The controller.
	 */
	@RestController
	static class AnswerController {

		private final ResumableStreams streams;

		private final CallbackChatModel model;

		AnswerController(ResumableStreams streams, CallbackChatModel model) {
			this.streams = streams;
			this.model = model;
		}

		@GetMapping("/answer")
		ResumableStream answer(@RequestParam String question) {
			return this.streams.open("answer", () -> this.model.stream(question));
		}

		@PostMapping("/answer")
		ResumableStream postedAnswer(@RequestParam String question) {
			return this.streams.open(this.model.stream(question));
		}

		@GetMapping("/mono")
		Mono<ResumableStream> answerInAMono(@RequestParam String question) {
			return Mono.fromSupplier(() -> answer(question));
		}

		@GetMapping("/future")
		CompletableFuture<ResumableStream> answerInAFuture(@RequestParam String question) {
			return CompletableFuture.supplyAsync(() -> answer(question));
		}

		@GetMapping("/object")
		Object answerAsAnObject(@RequestParam String question) {
			return answer(question);
		}

		@GetMapping("/entity")
		ResponseEntity<ResumableStream> answerInAnEntity(@RequestParam String question) {
			return ResponseEntity.accepted()
				.header("X-Model", "hand")
				.cacheControl(CacheControl.noStore().noTransform())
				.body(answer(question));
		}

		@GetMapping("/future-entity")
		CompletableFuture<ResponseEntity<ResumableStream>> answerInAnEntityInAFuture(@RequestParam String question) {
			return CompletableFuture.supplyAsync(() -> answerInAnEntity(question));
		}

		@GetMapping("/gone")
		ResponseEntity<ResumableStream> answerThatIsGone() {
			return ResponseEntity.status(HttpStatus.GONE).header("X-Model", "hand").build();
		}

		@GetMapping("/none")
		Mono<ResumableStream> noAnswer() {
			return Mono.empty();
		}

		@GetMapping("/hurried")
		ResumableStream hurriedAnswer(@RequestParam String question) {
			return this.streams.open("hurried", () -> this.model.stream(question))
				.with(RunConfig.empty().timeout(Duration.ofMillis(50)).tags("hurried"));
		}

		@CallbackRun(name = "around")
		@GetMapping("/inside")
		public ResumableStream answerInsideARun(@RequestParam String question) {
			return this.streams.open("inside", () -> this.model.stream(question));
		}

		@GetMapping("/whole")
		ResumableStream wholeAnswer(@RequestParam String question) {
			return this.streams.open("whole", () -> this.model.mono(ChatRequest.of(question)));
		}

		@GetMapping("/broken")
		ResumableStream brokenWork() {
			return this.streams.open("broken", () -> {
				throw new IllegalStateException("p4ssw0rd");
			});
		}

	}

}
