// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.Map;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.spi.DispatchListener;
import dev.callbacks.spi.EventMethod;
import dev.callbacks.spi.HandlerListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The allowed dependencies of the code, and its conventions.
 */
class ArchitectureTests {

	private static final String ROOT = "dev.callbacks";

	/** The packages, and which of the others each may use. */
	private static final Map<String, List<String>> MAY_USE = Map.of("message", List.of(), "event", List.of("message"),
			"", List.of("event", "message"), "spi", List.of("event", "message", ""), "call",
			List.of("event", "message", ""), "dispatch", List.of("event", "message", "", "spi", "call"), "chat",
			List.of("event", "message", "", "call"), "step", List.of("event", "message", "", "call", "chat"), "handler",
			List.of("event", "message", "", "call", "spi"));

	/** Where user code is called, and where its methods are looked up. */
	private static final Set<String> USER_CODE = Set.of("dev.callbacks.dispatch.ForeignCode",
			"dev.callbacks.spi.HandlerMethods");

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages(ROOT);

	@Test
	void packagesUseOnlyWhatTheyMay() {
		MAY_USE.forEach((name, others) -> {
			String[] forbidden = MAY_USE.keySet()
				.stream()
				.filter((other) -> !other.equals(name) && !others.contains(other))
				.map(ArchitectureTests::packageName)
				.toArray(String[]::new);
			ArchRule rule = noClasses().that()
				.resideInAPackage(packageName(name))
				.should()
				.dependOnClassesThat()
				.resideInAnyPackage(forbidden);
			if (forbidden.length != 0) {
				rule.check(CLASSES);
			}
		});
	}

	private static String packageName(String name) {
		return name.isEmpty() ? ROOT : ROOT + "." + name;
	}

	@Test
	void everyPackageIsInTheTable() {
		assertThat(CLASSES.stream().map(JavaClass::getPackageName).distinct()).containsExactlyInAnyOrderElementsOf(
				MAY_USE.keySet().stream().map(ArchitectureTests::packageName).toList());
	}

	@Test
	void thereAreNoCycles() {
		slices().matching("dev.callbacks.(*)..").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void dataUsesTheJdkOnly() {
		classes().that()
			.resideInAnyPackage("dev.callbacks.message", "dev.callbacks.event")
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage("java..", "org.jspecify..", "dev.callbacks.message", "dev.callbacks.event")
			.check(CLASSES);
	}

	@Test
	void coreKnowsNeitherSpringNorMeters() {
		noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework..", "io.micrometer.core..")
			.check(CLASSES);
	}

	@Test
	void shippedHandlersReadNoClock() {
		noClasses().that()
			.resideInAnyPackage("dev.callbacks.handler", "dev.callbacks.event")
			.should()
			.callMethod(System.class, "nanoTime")
			.orShould()
			.callMethod(System.class, "currentTimeMillis")
			.orShould()
			.callMethod(Instant.class, "now")
			.orShould()
			.dependOnClassesThat()
			.areAssignableTo(Clock.class)
			.check(CLASSES);
	}

	@Test
	void theEngineHasOnePublicType() {
		assertThat(CLASSES.stream()
			.filter((type) -> type.getPackageName().equals("dev.callbacks.dispatch"))
			.filter((type) -> type.getModifiers().contains(JavaModifier.PUBLIC) && type.isTopLevelClass())
			.map(JavaClass::getSimpleName)).containsExactly("CallbackDispatcher");
	}

	@Test
	void engineClassesUseOthersInOneDirectionOnly() {
		slices().assignedFrom(new SliceAssignment() {

			@Override
			public SliceIdentifier getIdentifierOf(JavaClass type) {
				String name = type.getName();
				return type.getPackageName().equals(ROOT + ".dispatch")
						? SliceIdentifier.of(name.replaceAll("\\$.*", "")) : SliceIdentifier.ignore();
			}

			@Override
			public String getDescription() {
				return "classes of the engine";
			}

		}).should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void oneClassEndsRuns() {
		noClasses().that()
			.doNotHaveFullyQualifiedName("dev.callbacks.call.Call")
			.and()
			.resideOutsideOfPackage("dev.callbacks.dispatch")
			.and()
			.doNotHaveFullyQualifiedName(DrivenRun.class.getName())
			.should()
			.callMethodWhere(new DescribedPredicate<>("it ends a run") {

				@Override
				public boolean test(JavaMethodCall call) {
					return call.getTargetOwner().isEquivalentTo(DrivenRun.class)
							&& (call.getName().equals("end") || call.getName().equals("error"));
				}

			})
			.check(CLASSES);
	}

	@Test
	void rootIsWhatUsersRead() {
		assertThat(CLASSES.stream()
			.filter((type) -> type.getPackageName().equals(ROOT) && type.isTopLevelClass())
			.filter((type) -> type.getModifiers().contains(JavaModifier.PUBLIC))).hasSizeLessThanOrEqualTo(28);
	}

	@Test
	void userCodeIsCalledFromOneClassOnly() {
		noClasses().that(new DescribedPredicate<>("are not " + USER_CODE) {

			@Override
			public boolean test(JavaClass type) {
				// a method that is not overridden hands its event on to onEvent
				return USER_CODE.stream().noneMatch(type.getName()::startsWith)
						&& !type.isEquivalentTo(CallbackHandler.class)
						&& !type.isEquivalentTo(AsyncCallbackHandler.class);
			}

		}).should().accessTargetWhere(new DescribedPredicate<JavaAccess<?>>("it is what users write") {

			@Override
			public boolean test(JavaAccess<?> access) {
				JavaClass owner = access.getTargetOwner();
				boolean handler = owner.isEquivalentTo(CallbackHandler.class)
						|| owner.isEquivalentTo(AsyncCallbackHandler.class);
				boolean listener = owner.isEquivalentTo(HandlerListener.class)
						|| owner.isEquivalentTo(DispatchListener.class);
				// a lambda is for the guard of the listeners, who alone has them
				return (handler && access.getName().startsWith("on")) || owner.isEquivalentTo(EventMethod.class)
						|| (listener && !access.isDeclaredInLambda());
			}

		}).check(CLASSES);
	}

	@Test
	void classesAreFinalUnlessMeantToBeExtended() {
		classes().that()
			.areNotInterfaces()
			.and()
			.areTopLevelClasses()
			.and()
			.areNotEnums()
			.and()
			.doNotHaveModifier(JavaModifier.ABSTRACT)
			.should()
			.haveModifier(JavaModifier.FINAL)
			.check(CLASSES);
	}

	@ParameterizedTest
	@EnumSource
	void everyTypeOfEventHasItsRecordAndBothHandlersAMethodForIt(EventType type) throws Exception {
		assertThat(CallbackEvent.class).isAssignableFrom(type.recordType());
		String method = "on" + type.recordType().getSimpleName();
		assertThat(CallbackHandler.class.getMethod(method, type.recordType()).isDefault()).isTrue();
		assertThat(AsyncCallbackHandler.class.getMethod(method, type.recordType()).isDefault()).isTrue();
	}

	@Test
	void mainFilesAreShort() throws IOException {
		try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
			assertThat(files.filter((file) -> file.toString().endsWith(".java")).filter((file) -> lines(file) > 400))
				.isEmpty();
		}
	}

	@Test
	void noTestIsSwitchedOff() throws IOException {
		String off = "@" + "Disabled";
		try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
			assertThat(files.filter((file) -> file.toString().endsWith(".java"))
				.filter((file) -> read(file).contains(off))).isEmpty();
		}
	}

	private static long lines(Path file) {
		return read(file).lines().count();
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
